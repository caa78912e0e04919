package dev.osmia.embedded.internal.engine;

/** What a register holds that points at a function of the program: no address in the box, so nothing can be read there. */
public final class FunctionAddress {
    private static final long TAG = 0x7e5f_0000_0000_0000L;

    private FunctionAddress() {
    }

    /** What names the function that starts at a slot. */
    public static long of(int slot) {
        return TAG | slot;
    }

    /** Whether a number names a function. */
    public static boolean isOne(long value) {
        return value >>> 32 == TAG >>> 32;
    }

    /** The slot where the function starts. */
    public static int slot(long value) {
        if (!isOne(value)) {
            throw new Fault("0x" + Long.toHexString(value) + " is no function of the program");
        }
        return (int) value;
    }
}
