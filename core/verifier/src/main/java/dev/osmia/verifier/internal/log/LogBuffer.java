package dev.osmia.verifier.internal.log;

/** Text of which only the end is kept once there is too much of it, and whose end can be taken back. */
final class LogBuffer {
    private final int most;
    private final StringBuilder text = new StringBuilder();
    private long dropped;

    /**
     * Nothing yet.
     *
     * @param most characters that are kept
     */
    LogBuffer(int most) {
        this.most = most;
    }

    LogBuffer add(String more) {
        text.append(more);
        if (text.length() / 2 > most) {
            drop();
        }
        return this;
    }

    LogBuffer add(long number) {
        return add(Long.toString(number));
    }

    private void drop() {
        int tooMany = text.length() - most;
        if (tooMany > 0) {
            text.delete(0, tooMany);
            dropped += tooMany;
        }
    }

    /** Characters that were written and not taken back, the dropped ones with them. */
    long end() {
        return dropped + text.length();
    }

    /** Takes back all from a position on. */
    void cut(long position) {
        if (position < dropped) {
            text.setLength(0);
            dropped = position;
        } else if (position < end()) {
            text.setLength((int) (position - dropped));
        }
    }

    /** Whether the beginning is missing. */
    boolean isTruncated() {
        return end() > most;
    }

    /** What is kept. */
    String text() {
        drop();
        return text.toString();
    }
}
