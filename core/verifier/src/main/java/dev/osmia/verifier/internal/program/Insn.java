package dev.osmia.verifier.internal.program;

import java.nio.ByteBuffer;

/**
 * A slot of a program ({@code struct bpf_insn}), valid or not: the verifier's verdict on a malformed one is part of its
 * interface, so it looks at the fields themselves.
 *
 * @param code the opcode, 8 bits
 * @param dst a register's number, 4 bits
 * @param src a register's number or what the instruction makes of it, 4 bits
 * @param off 16 bits, signed
 * @param imm 32 bits, signed
 */
public record Insn(int code, int dst, int src, int off, int imm) {
    /** Instruction classes. */
    public static final int LD = 0x00;
    public static final int LDX = 0x01;
    public static final int ST = 0x02;
    public static final int STX = 0x03;
    public static final int ALU = 0x04;
    public static final int JMP = 0x05;
    public static final int JMP32 = 0x06;
    public static final int ALU64 = 0x07;

    /** Sizes of loads and stores. */
    public static final int W = 0x00;
    public static final int H = 0x08;
    public static final int B = 0x10;
    public static final int DW = 0x18;

    /** Modes of loads and stores. */
    public static final int IMM = 0x00;
    public static final int ABS = 0x20;
    public static final int IND = 0x40;
    public static final int MEM = 0x60;
    public static final int MEMSX = 0x80;
    public static final int ATOMIC = 0xc0;

    /** Whether the second operand is a register. */
    public static final int X = 0x08;

    /** Arithmetic. */
    public static final int ADD = 0x00;
    public static final int SUB = 0x10;
    public static final int MUL = 0x20;
    public static final int DIV = 0x30;
    public static final int OR = 0x40;
    public static final int AND = 0x50;
    public static final int LSH = 0x60;
    public static final int RSH = 0x70;
    public static final int NEG = 0x80;
    public static final int MOD = 0x90;
    public static final int XOR = 0xa0;
    public static final int MOV = 0xb0;
    public static final int ARSH = 0xc0;
    public static final int END = 0xd0;

    /** Jumps. */
    public static final int JA = 0x00;
    public static final int JEQ = 0x10;
    public static final int JGT = 0x20;
    public static final int JGE = 0x30;
    public static final int JSET = 0x40;
    public static final int JNE = 0x50;
    public static final int JSGT = 0x60;
    public static final int JSGE = 0x70;
    public static final int CALL = 0x80;
    public static final int EXIT = 0x90;
    public static final int JLT = 0xa0;
    public static final int JLE = 0xb0;
    public static final int JSLT = 0xc0;
    public static final int JSLE = 0xd0;
    /** {@code may_goto}. */
    public static final int JCOND = 0xe0;

    /** What {@link #src} of a wide load or a call can say. */
    public static final int PSEUDO_MAP = 1;
    public static final int PSEUDO_MAP_VALUE = 2;
    public static final int PSEUDO_KERNEL_VARIABLE = 3;
    public static final int PSEUDO_FUNC = 4;
    public static final int PSEUDO_CALL = 1;
    public static final int PSEUDO_KFUNC = 2;

    /** What {@link #imm} of an atomic instruction can say. */
    public static final int FETCH = 0x01;
    public static final int XCHG = 0xe0 | FETCH;
    public static final int CMPXCHG = 0xf0 | FETCH;
    public static final int LOAD_ACQUIRE = 0x100;
    public static final int STORE_RELEASE = 0x110;

    private static final int WIDE_LOAD = LD | IMM | DW;

    /** Reads the next slot. */
    public static Insn read(ByteBuffer bytes) {
        int code = bytes.get() & 0xff;
        int registers = bytes.get() & 0xff;
        boolean little = bytes.order() == java.nio.ByteOrder.LITTLE_ENDIAN;
        int low = registers & 0xf;
        int high = registers >> 4;
        return new Insn(code, little ? low : high, little ? high : low, bytes.getShort(), bytes.getInt());
    }

    /** The instruction's class. */
    public int family() {
        return code & 0x07;
    }

    /** Which arithmetic or which jump. */
    public int op() {
        return code & 0xf0;
    }

    /** The mode of a load or store. */
    public int mode() {
        return code & 0xe0;
    }

    /** The size of a load or store, as it stands in the opcode. */
    public int size() {
        return code & 0x18;
    }

    /** Bytes that a load or store moves. */
    public int bytes() {
        return switch (size()) {
            case B -> 1;
            case H -> 2;
            case W -> 4;
            default -> 8;
        };
    }

    /** Whether the second operand is a register. */
    public boolean hasSource() {
        return (code & X) != 0;
    }

    /** Whether it is arithmetic of either width. */
    public boolean isAlu() {
        return family() == ALU || family() == ALU64;
    }

    /** Whether it is a jump, a call or an exit. */
    public boolean isJump() {
        return family() == JMP || family() == JMP32;
    }

    /** Whether it is the first slot of a 64-bit constant. */
    public boolean isWide() {
        return code == WIDE_LOAD;
    }

    /** Slots that it takes. */
    public int slots() {
        return isWide() ? 2 : 1;
    }

    /** Whether it calls a helper. */
    public boolean callsHelper() {
        return code == (JMP | CALL) && src == 0;
    }

    /** Whether it calls a function of the program. */
    public boolean callsFunction() {
        return code == (JMP | CALL) && src == PSEUDO_CALL;
    }

    /** Whether it calls a function of the kernel. */
    public boolean callsKernel() {
        return code == (JMP | CALL) && src == PSEUDO_KFUNC;
    }

    /** Whether it loads the address of a function of the program. */
    public boolean takesFunction() {
        return isWide() && src == PSEUDO_FUNC;
    }

    /** Whether it is {@code may_goto}. */
    public boolean isMayGoto() {
        return code == (JMP | JCOND);
    }

    /** How far a jump leads, from the slot behind it. */
    public int distance() {
        return code == (JMP32 | JA) ? imm : off;
    }

    /** Whether it is an atomic load with acquire semantics. */
    public boolean isAtomicLoad() {
        return family() == STX && mode() == ATOMIC && imm == LOAD_ACQUIRE;
    }
}
