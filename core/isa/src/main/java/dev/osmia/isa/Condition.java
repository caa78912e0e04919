package dev.osmia.isa;

/** What a conditional jump compares (RFC 9669, section 4.3). */
public enum Condition {
    EQ(0x10, "=="),
    GT(0x20, ">"),
    GE(0x30, ">="),
    SET(0x40, "&"),
    NE(0x50, "!="),
    SGT(0x60, "s>"),
    SGE(0x70, "s>="),
    LT(0xa0, "<"),
    LE(0xb0, "<="),
    SLT(0xc0, "s<"),
    SLE(0xd0, "s<=");

    private final int code;
    private final String symbol;

    Condition(int code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    /** The four operation bits in the place where an opcode holds them. */
    int code() {
        return code;
    }

    /** Linux's operator: {@code s<} for a signed comparison, {@code &} for "any bit in common". */
    public String symbol() {
        return symbol;
    }
}
