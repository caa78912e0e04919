package dev.osmia.isa;

/**
 * One of the eleven registers of the eBPF machine (RFC 9669, section 2.2).
 *
 * <p>{@code R0} carries results, {@code R1} to {@code R5} arguments, {@code R6} to {@code R9} survive calls and
 * {@code R10} is the read-only frame pointer. The ordinal is the number in the encoding.
 */
public enum Register {
    R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10;

    /** The read-only frame pointer, one past the highest byte of the stack frame. */
    public static final Register FRAME_POINTER = R10;

    private static final Register[] ALL = values();

    /**
     * The register with a number.
     *
     * @throws IndexOutOfBoundsException unless the number is 0 to 10
     */
    public static Register of(int number) {
        return ALL[number];
    }

    /** The number in the encoding, 0 to 10. */
    public int number() {
        return ordinal();
    }
}
