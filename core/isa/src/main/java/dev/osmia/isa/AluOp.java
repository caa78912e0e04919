package dev.osmia.isa;

/**
 * The two-operand arithmetic operations (RFC 9669, section 4.1). {@code SDIV} and {@code SMOD} are the signed forms,
 * told from {@code DIV} and {@code MOD} by an offset of 1.
 */
public enum AluOp {
    ADD(0x00, "+="),
    SUB(0x10, "-="),
    MUL(0x20, "*="),
    DIV(0x30, "/="),
    SDIV(0x30, "s/="),
    OR(0x40, "|="),
    AND(0x50, "&="),
    LSH(0x60, "<<="),
    RSH(0x70, ">>="),
    MOD(0x90, "%="),
    SMOD(0x90, "s%="),
    XOR(0xa0, "^="),
    MOV(0xb0, "="),
    ARSH(0xc0, "s>>=");

    private final int code;
    private final String symbol;

    AluOp(int code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    /** The four operation bits in the place where an opcode holds them. */
    int code() {
        return code;
    }

    /** Linux's assignment operator for the operation, {@code s/=} for the signed division. */
    public String symbol() {
        return symbol;
    }

    /** Whether this is one of the two signed forms, which carry 1 in the offset field. */
    public boolean isSigned() {
        return this == SDIV || this == SMOD;
    }
}
