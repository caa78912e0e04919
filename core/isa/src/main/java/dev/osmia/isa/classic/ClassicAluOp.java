package dev.osmia.isa.classic;

/** The operations {@code A = A op operand}, on 32 unsigned bits. */
public enum ClassicAluOp {
    ADD(0x00), SUB(0x10), MUL(0x20), DIV(0x30), OR(0x40), AND(0x50), LSH(0x60), RSH(0x70), MOD(0x90), XOR(0xa0);

    private final int code;

    ClassicAluOp(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    boolean divides() {
        return this == DIV || this == MOD;
    }

    boolean shifts() {
        return this == LSH || this == RSH;
    }

    boolean isBitwise() {
        return this == OR || this == AND || this == XOR;
    }
}
