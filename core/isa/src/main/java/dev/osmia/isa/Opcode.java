package dev.osmia.isa;

/** The bits of the opcode byte (RFC 9669, sections 3 to 5), each in the place where the byte holds them. */
final class Opcode {
    static final int LD = 0x00;
    static final int LDX = 0x01;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int ALU = 0x04;
    static final int JMP = 0x05;
    static final int JMP32 = 0x06;
    static final int ALU64 = 0x07;

    static final int REGISTER_SOURCE = 0x08;

    static final int NEG = 0x80;
    static final int MOV = 0xb0;
    static final int END = 0xd0;

    static final int JA = 0x00;
    static final int CALL = 0x80;
    static final int EXIT = 0x90;
    static final int JCOND = 0xe0;

    static final int IMM = 0x00;
    static final int ABS = 0x20;
    static final int IND = 0x40;
    static final int MEM = 0x60;
    static final int MEMSX = 0x80;
    static final int ATOMIC = 0xc0;

    /** In the offset field of a register move: a cast between address spaces. */
    static final int ADDRESS_SPACE_CAST = 1;
    /** In the offset field of a division: the signed form. */
    static final int SIGNED = 1;
    /** In the immediate field of {@link #ATOMIC}. */
    static final int LOAD_ACQUIRE = 0x100;
    /** In the immediate field of {@link #ATOMIC}. */
    static final int STORE_RELEASE = 0x110;
    /** In the source field of {@link #CALL}: a subprogram, not a helper. */
    static final int PSEUDO_CALL = 1;
    /** In the source field of {@link #CALL}: a kernel function. */
    static final int PSEUDO_KFUNC_CALL = 2;

    private Opcode() {
    }

    static int alu(Width width) {
        return width == Width.W64 ? ALU64 : ALU;
    }

    static int jump(Width width) {
        return width == Width.W64 ? JMP : JMP32;
    }
}
