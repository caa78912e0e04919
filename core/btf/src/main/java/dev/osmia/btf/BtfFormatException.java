package dev.osmia.btf;

/** Bytes that are no valid BTF: where, what is wrong, and what was expected. */
public final class BtfFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long offset;
    private final String what;
    private final String expected;

    /**
     * Makes the message from the facts.
     *
     * @param offset bytes from the start of the BTF data (its header) to the fault
     * @param what what was found there
     * @param expected what would have been right
     */
    public BtfFormatException(long offset, String what, String expected) {
        super("BTF, offset " + offset + ": " + what + "; expected " + expected);
        this.offset = offset;
        this.what = what;
        this.expected = expected;
    }

    /** Bytes from the start of the BTF data (its header) to the fault. */
    public long offset() {
        return offset;
    }

    /** What was found. */
    public String what() {
        return what;
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }
}
