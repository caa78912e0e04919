package dev.osmia.capture;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One pcapng block while it is read: hands out no byte that its length does not cover. */
final class PcapngBlock {

    /** Type, length, and the length again at the end. */
    static final int FRAME = 12;

    private final CaptureInput input;
    private final long start;
    private final int length;
    private long remaining;

    /**
     * A block of which type and length have been read.
     *
     * @param consumed bytes of the body that have been read as well
     */
    PcapngBlock(CaptureInput input, long start, int length, int consumed) {
        this.input = input;
        this.start = start;
        this.length = length;
        this.remaining = Integer.toUnsignedLong(length) - FRAME - consumed;
        if (remaining < 0 || length % 4 != 0) {
            throw input.bad(
                    start + 4,
                    "block length " + Integer.toUnsignedString(length),
                    "a multiple of 4, at least " + (FRAME + consumed));
        }
    }

    /** Bytes of the body that are still unread. */
    long remaining() {
        return remaining;
    }

    ByteBuffer take(int count, String what) throws IOException {
        claim(count, what);
        return input.read(count, what);
    }

    void skip(int count, String what) throws IOException {
        claim(count, what);
        input.skip(count, what);
    }

    /** Passes over what is left and checks the closing length. */
    void finish() throws IOException {
        input.skip(remaining, "block");
        remaining = 0;
        long at = input.offset();
        int closing = input.read(4, "closing block length").getInt();
        if (closing != length) {
            throw input.bad(
                    at,
                    "closing block length " + Integer.toUnsignedString(closing),
                    Integer.toUnsignedString(length) + " as at the start of the block");
        }
    }

    private void claim(int count, String what) {
        if (count > remaining) {
            throw input.bad(
                    input.offset(),
                    "only " + remaining + " bytes are left for the " + what + " in the block at offset " + start,
                    count + " bytes");
        }
        remaining -= count;
    }
}
