package dev.osmia.isa;

/** How many bits an arithmetic instruction or a comparison works on. */
public enum Width {
    /** The low halves of the operands; an arithmetic result is extended with zeros to 64 bits. */
    W32(32),
    /** The whole registers. */
    W64(64);

    private final int bits;

    Width(int bits) {
        this.bits = bits;
    }

    /** 32 or 64. */
    public int bits() {
        return bits;
    }
}
