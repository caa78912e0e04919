package dev.osmia.verifier.internal.program;

/** Which opcodes there are ({@code bpf_opcode_in_insntable}). */
final class Opcodes {
    private static final boolean[] KNOWN = new boolean[256];
    private static final int[] BINARY = {Insn.ADD, Insn.SUB, Insn.MUL, Insn.DIV, Insn.OR, Insn.AND, Insn.LSH, Insn.RSH,
            Insn.MOD, Insn.XOR, Insn.MOV, Insn.ARSH};
    private static final int[] CONDITIONS = {Insn.JEQ, Insn.JGT, Insn.JGE, Insn.JSET, Insn.JNE, Insn.JSGT, Insn.JSGE,
            Insn.JLT, Insn.JLE, Insn.JSLT, Insn.JSLE};
    private static final int[] SIZES = {Insn.B, Insn.H, Insn.W, Insn.DW};

    static {
        for (int op : BINARY) {
            know(Insn.ALU | op, Insn.ALU | op | Insn.X, Insn.ALU64 | op, Insn.ALU64 | op | Insn.X);
        }
        know(Insn.ALU | Insn.NEG, Insn.ALU64 | Insn.NEG, Insn.ALU | Insn.END, Insn.ALU | Insn.END | Insn.X,
                Insn.ALU64 | Insn.END);
        for (int op : CONDITIONS) {
            know(Insn.JMP | op, Insn.JMP | op | Insn.X, Insn.JMP32 | op, Insn.JMP32 | op | Insn.X);
        }
        know(Insn.JMP | Insn.CALL, Insn.JMP | Insn.EXIT, Insn.JMP | Insn.JA, Insn.JMP32 | Insn.JA,
                Insn.JMP | Insn.JCOND, Insn.LD | Insn.IMM | Insn.DW);
        for (int size : SIZES) {
            know(Insn.LDX | Insn.MEM | size, Insn.ST | Insn.MEM | size, Insn.STX | Insn.MEM | size,
                    Insn.STX | Insn.ATOMIC | size);
            if (size != Insn.DW) {
                know(Insn.LDX | Insn.MEMSX | size, Insn.LD | Insn.ABS | size, Insn.LD | Insn.IND | size);
            }
        }
    }

    private Opcodes() {
    }

    private static void know(int... codes) {
        for (int code : codes) {
            KNOWN[code] = true;
        }
    }

    static boolean isKnown(int code) {
        return KNOWN[code];
    }
}
