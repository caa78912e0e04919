package dev.osmia.isa;

/**
 * The atomic read-modify-write operations (RFC 9669, section 5.3). The {@code FETCH} forms leave the old value in the
 * source register, {@code CMPXCHG} compares with {@code R0} and leaves the old value there.
 */
public enum AtomicOp {
    ADD(0x00),
    OR(0x40),
    AND(0x50),
    XOR(0xa0),
    FETCH_ADD(0x01),
    FETCH_OR(0x41),
    FETCH_AND(0x51),
    FETCH_XOR(0xa1),
    XCHG(0xe1),
    CMPXCHG(0xf1);

    private final int code;

    AtomicOp(int code) {
        this.code = code;
    }

    /** The value of the immediate field. */
    int code() {
        return code;
    }

    /** Whether the old value is handed back. */
    public boolean fetches() {
        return (code & 1) != 0;
    }
}
