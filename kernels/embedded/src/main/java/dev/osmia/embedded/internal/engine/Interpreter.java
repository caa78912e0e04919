package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.Box;

import static dev.osmia.embedded.internal.engine.Op.ADD32_K;
import static dev.osmia.embedded.internal.engine.Op.ADD32_X;
import static dev.osmia.embedded.internal.engine.Op.ADD64_K;
import static dev.osmia.embedded.internal.engine.Op.ADD64_X;
import static dev.osmia.embedded.internal.engine.Op.ADD_ADD;
import static dev.osmia.embedded.internal.engine.Op.ADD_JEQ;
import static dev.osmia.embedded.internal.engine.Op.ADD_JEQ_GOTO;
import static dev.osmia.embedded.internal.engine.Op.ADD_JNE;
import static dev.osmia.embedded.internal.engine.Op.ADD_XOR;
import static dev.osmia.embedded.internal.engine.Op.AND32_K;
import static dev.osmia.embedded.internal.engine.Op.AND32_X;
import static dev.osmia.embedded.internal.engine.Op.AND64_K;
import static dev.osmia.embedded.internal.engine.Op.AND64_X;
import static dev.osmia.embedded.internal.engine.Op.ARSH32_K;
import static dev.osmia.embedded.internal.engine.Op.ARSH32_X;
import static dev.osmia.embedded.internal.engine.Op.ARSH64_K;
import static dev.osmia.embedded.internal.engine.Op.ARSH64_X;
import static dev.osmia.embedded.internal.engine.Op.ATOMIC32;
import static dev.osmia.embedded.internal.engine.Op.ATOMIC64;
import static dev.osmia.embedded.internal.engine.Op.CALL_HELPER;
import static dev.osmia.embedded.internal.engine.Op.CALL_KFUNC;
import static dev.osmia.embedded.internal.engine.Op.CALL_LOCAL;
import static dev.osmia.embedded.internal.engine.Op.CALL_REGISTER;
import static dev.osmia.embedded.internal.engine.Op.COPY64;
import static dev.osmia.embedded.internal.engine.Op.DIV32_K;
import static dev.osmia.embedded.internal.engine.Op.DIV32_X;
import static dev.osmia.embedded.internal.engine.Op.DIV64_K;
import static dev.osmia.embedded.internal.engine.Op.DIV64_X;
import static dev.osmia.embedded.internal.engine.Op.EXIT;
import static dev.osmia.embedded.internal.engine.Op.FUNCTION;
import static dev.osmia.embedded.internal.engine.Op.GOTO;
import static dev.osmia.embedded.internal.engine.Op.INDEXED_LOAD16;
import static dev.osmia.embedded.internal.engine.Op.INDEXED_LOAD32;
import static dev.osmia.embedded.internal.engine.Op.INDEXED_LOAD64;
import static dev.osmia.embedded.internal.engine.Op.INDEXED_LOAD8;
import static dev.osmia.embedded.internal.engine.Op.JEQ32_JEQ32;
import static dev.osmia.embedded.internal.engine.Op.JEQ32_K;
import static dev.osmia.embedded.internal.engine.Op.JEQ32_X;
import static dev.osmia.embedded.internal.engine.Op.JEQ64_K;
import static dev.osmia.embedded.internal.engine.Op.JEQ64_X;
import static dev.osmia.embedded.internal.engine.Op.JGE32_K;
import static dev.osmia.embedded.internal.engine.Op.JGE32_X;
import static dev.osmia.embedded.internal.engine.Op.JGE64_K;
import static dev.osmia.embedded.internal.engine.Op.JGE64_X;
import static dev.osmia.embedded.internal.engine.Op.JGT32_K;
import static dev.osmia.embedded.internal.engine.Op.JGT32_X;
import static dev.osmia.embedded.internal.engine.Op.JGT64_K;
import static dev.osmia.embedded.internal.engine.Op.JGT64_X;
import static dev.osmia.embedded.internal.engine.Op.JLE32_K;
import static dev.osmia.embedded.internal.engine.Op.JLE32_X;
import static dev.osmia.embedded.internal.engine.Op.JLE64_K;
import static dev.osmia.embedded.internal.engine.Op.JLE64_X;
import static dev.osmia.embedded.internal.engine.Op.JLT32_K;
import static dev.osmia.embedded.internal.engine.Op.JLT32_X;
import static dev.osmia.embedded.internal.engine.Op.JLT64_K;
import static dev.osmia.embedded.internal.engine.Op.JLT64_X;
import static dev.osmia.embedded.internal.engine.Op.JNE32_K;
import static dev.osmia.embedded.internal.engine.Op.JNE32_X;
import static dev.osmia.embedded.internal.engine.Op.JNE64_K;
import static dev.osmia.embedded.internal.engine.Op.JNE64_X;
import static dev.osmia.embedded.internal.engine.Op.JSET32_K;
import static dev.osmia.embedded.internal.engine.Op.JSET32_X;
import static dev.osmia.embedded.internal.engine.Op.JSET64_K;
import static dev.osmia.embedded.internal.engine.Op.JSET64_X;
import static dev.osmia.embedded.internal.engine.Op.JSGE32_K;
import static dev.osmia.embedded.internal.engine.Op.JSGE32_X;
import static dev.osmia.embedded.internal.engine.Op.JSGE64_K;
import static dev.osmia.embedded.internal.engine.Op.JSGE64_X;
import static dev.osmia.embedded.internal.engine.Op.JSGT32_JEQ32;
import static dev.osmia.embedded.internal.engine.Op.JSGT32_JSGT32;
import static dev.osmia.embedded.internal.engine.Op.JSGT32_K;
import static dev.osmia.embedded.internal.engine.Op.JSGT32_X;
import static dev.osmia.embedded.internal.engine.Op.JSGT64_K;
import static dev.osmia.embedded.internal.engine.Op.JSGT64_X;
import static dev.osmia.embedded.internal.engine.Op.JSLE32_K;
import static dev.osmia.embedded.internal.engine.Op.JSLE32_X;
import static dev.osmia.embedded.internal.engine.Op.JSLE64_K;
import static dev.osmia.embedded.internal.engine.Op.JSLE64_X;
import static dev.osmia.embedded.internal.engine.Op.JSLT32_K;
import static dev.osmia.embedded.internal.engine.Op.JSLT32_X;
import static dev.osmia.embedded.internal.engine.Op.JSLT64_K;
import static dev.osmia.embedded.internal.engine.Op.JSLT64_X;
import static dev.osmia.embedded.internal.engine.Op.LOAD16;
import static dev.osmia.embedded.internal.engine.Op.LOAD16_ADD;
import static dev.osmia.embedded.internal.engine.Op.LOAD32;
import static dev.osmia.embedded.internal.engine.Op.LOAD32_ADD;
import static dev.osmia.embedded.internal.engine.Op.LOAD64;
import static dev.osmia.embedded.internal.engine.Op.LOAD8;
import static dev.osmia.embedded.internal.engine.Op.LOAD8_ADD;
import static dev.osmia.embedded.internal.engine.Op.LOADS16;
import static dev.osmia.embedded.internal.engine.Op.LOADS32;
import static dev.osmia.embedded.internal.engine.Op.LOADS8;
import static dev.osmia.embedded.internal.engine.Op.LOAD_ACQUIRE;
import static dev.osmia.embedded.internal.engine.Op.LSH32_K;
import static dev.osmia.embedded.internal.engine.Op.LSH32_X;
import static dev.osmia.embedded.internal.engine.Op.LSH64_K;
import static dev.osmia.embedded.internal.engine.Op.LSH64_X;
import static dev.osmia.embedded.internal.engine.Op.MAY_GOTO;
import static dev.osmia.embedded.internal.engine.Op.MOD32_K;
import static dev.osmia.embedded.internal.engine.Op.MOD32_X;
import static dev.osmia.embedded.internal.engine.Op.MOD64_K;
import static dev.osmia.embedded.internal.engine.Op.MOD64_X;
import static dev.osmia.embedded.internal.engine.Op.MOV32_K;
import static dev.osmia.embedded.internal.engine.Op.MOV32_X;
import static dev.osmia.embedded.internal.engine.Op.MOV64_K;
import static dev.osmia.embedded.internal.engine.Op.MOV64_X;
import static dev.osmia.embedded.internal.engine.Op.MOVSX16_32;
import static dev.osmia.embedded.internal.engine.Op.MOVSX16_64;
import static dev.osmia.embedded.internal.engine.Op.MOVSX32_64;
import static dev.osmia.embedded.internal.engine.Op.MOVSX8_32;
import static dev.osmia.embedded.internal.engine.Op.MOVSX8_64;
import static dev.osmia.embedded.internal.engine.Op.MOV_ADD_K;
import static dev.osmia.embedded.internal.engine.Op.MOV_ADD_X;
import static dev.osmia.embedded.internal.engine.Op.MOV_JGT;
import static dev.osmia.embedded.internal.engine.Op.MUL32_K;
import static dev.osmia.embedded.internal.engine.Op.MUL32_X;
import static dev.osmia.embedded.internal.engine.Op.MUL64_K;
import static dev.osmia.embedded.internal.engine.Op.MUL64_X;
import static dev.osmia.embedded.internal.engine.Op.NEG32;
import static dev.osmia.embedded.internal.engine.Op.NEG64;
import static dev.osmia.embedded.internal.engine.Op.OR32_K;
import static dev.osmia.embedded.internal.engine.Op.OR32_X;
import static dev.osmia.embedded.internal.engine.Op.OR64_K;
import static dev.osmia.embedded.internal.engine.Op.OR64_X;
import static dev.osmia.embedded.internal.engine.Op.PACKET_ABSOLUTE;
import static dev.osmia.embedded.internal.engine.Op.PACKET_INDIRECT;
import static dev.osmia.embedded.internal.engine.Op.ROTATE;
import static dev.osmia.embedded.internal.engine.Op.ROTATE_COPY;
import static dev.osmia.embedded.internal.engine.Op.RSH32_K;
import static dev.osmia.embedded.internal.engine.Op.RSH32_X;
import static dev.osmia.embedded.internal.engine.Op.RSH64_K;
import static dev.osmia.embedded.internal.engine.Op.RSH64_X;
import static dev.osmia.embedded.internal.engine.Op.SDIV32_K;
import static dev.osmia.embedded.internal.engine.Op.SDIV32_X;
import static dev.osmia.embedded.internal.engine.Op.SDIV64_K;
import static dev.osmia.embedded.internal.engine.Op.SDIV64_X;
import static dev.osmia.embedded.internal.engine.Op.SMOD32_K;
import static dev.osmia.embedded.internal.engine.Op.SMOD32_X;
import static dev.osmia.embedded.internal.engine.Op.SMOD64_K;
import static dev.osmia.embedded.internal.engine.Op.SMOD64_X;
import static dev.osmia.embedded.internal.engine.Op.STORE16;
import static dev.osmia.embedded.internal.engine.Op.STORE32;
import static dev.osmia.embedded.internal.engine.Op.STORE64;
import static dev.osmia.embedded.internal.engine.Op.STORE8;
import static dev.osmia.embedded.internal.engine.Op.STOREK16;
import static dev.osmia.embedded.internal.engine.Op.STOREK32;
import static dev.osmia.embedded.internal.engine.Op.STOREK64;
import static dev.osmia.embedded.internal.engine.Op.STOREK8;
import static dev.osmia.embedded.internal.engine.Op.STORE_RELEASE;
import static dev.osmia.embedded.internal.engine.Op.SUB32_K;
import static dev.osmia.embedded.internal.engine.Op.SUB32_X;
import static dev.osmia.embedded.internal.engine.Op.SUB64_K;
import static dev.osmia.embedded.internal.engine.Op.SUB64_X;
import static dev.osmia.embedded.internal.engine.Op.SUB_JSLT;
import static dev.osmia.embedded.internal.engine.Op.SWAP16;
import static dev.osmia.embedded.internal.engine.Op.SWAP32;
import static dev.osmia.embedded.internal.engine.Op.SWAP64;
import static dev.osmia.embedded.internal.engine.Op.TRUNCATE16;
import static dev.osmia.embedded.internal.engine.Op.TRUNCATE32;
import static dev.osmia.embedded.internal.engine.Op.TRUNCATE64;
import static dev.osmia.embedded.internal.engine.Op.WIDE;
import static dev.osmia.embedded.internal.engine.Op.XOR32_K;
import static dev.osmia.embedded.internal.engine.Op.XOR32_X;
import static dev.osmia.embedded.internal.engine.Op.XOR64_K;
import static dev.osmia.embedded.internal.engine.Op.XOR64_X;
import static dev.osmia.embedded.internal.engine.Op.XOR_MUL;

/**
 * Runs verified or trusted programs: no check but those that keep it inside the box, the code and the stack.
 *
 * <p>One method, since a switch in a loop is what HotSpot compiles best; it must stay below the 8,000 bytes of bytecode
 * above which HotSpot compiles nothing ({@code HugeMethodLimit}). The register file has 16 places so that a masked
 * number needs no bounds check.
 */
public final class Interpreter implements Engine {
    /** How often a {@code may_goto} falls through in one frame ({@code BPF_MAX_LOOPS}). */
    public static final int MAY_GOTO_BUDGET = 8 * 1024 * 1024;

    private static final long LOW = 0xffff_ffffL;

    @Override
    public long execute(Run run, LoadedProgram program, int slot, long a1, long a2, long a3, long a4, long a5,
            boolean nested) {
        long frameTop = run.pushFrame();
        try {
            return interpret(new Frame(run, program), program.words(), slot, a1, a2, a3, a4, a5, frameTop);
        } finally {
            run.popFrame();
        }
    }

    /** What only a few instructions need, kept out of the loop's registers. */
    private static final class Frame {
        private final Run run;
        private final LoadedProgram program;
        private final Box box;
        private int mayGotoBudget = MAY_GOTO_BUDGET;

        Frame(Run run, LoadedProgram program) {
            this.run = run;
            this.box = run.box();
            this.program = program;
        }
    }

    @SuppressWarnings("NarrowCalculation") // 32-bit operations are meant to wrap
    private static long interpret(Frame frame, long[] code, int slot, long a1, long a2, long a3, long a4, long a5,
            long frameTop) {
        long[] r = new long[16];
        r[1] = a1;
        r[2] = a2;
        r[3] = a3;
        r[4] = a4;
        r[5] = a5;
        r[10] = frameTop;
        int pc = slot;
        for (;;) {
            long word = code[pc++];
            int d = destination(word);
            int s = source(word);
            switch ((int) word & 0xff) {
                case ADD64_X -> r[d] += r[s];
                case ADD64_K -> r[d] += word >> 32;
                case SUB64_X -> r[d] -= r[s];
                case SUB64_K -> r[d] -= word >> 32;
                case MUL64_X -> r[d] *= r[s];
                case MUL64_K -> r[d] *= word >> 32;
                case DIV64_X -> r[d] = Arithmetic.divide(r[d], r[s]);
                case DIV64_K -> r[d] = Arithmetic.divide(r[d], word >> 32);
                case SDIV64_X -> r[d] = Arithmetic.divideSigned(r[d], r[s]);
                case SDIV64_K -> r[d] = Arithmetic.divideSigned(r[d], word >> 32);
                case OR64_X -> r[d] |= r[s];
                case OR64_K -> r[d] |= word >> 32;
                case AND64_X -> r[d] &= r[s];
                case AND64_K -> r[d] &= word >> 32;
                case LSH64_X -> r[d] <<= r[s];
                case LSH64_K -> r[d] <<= word >> 32;
                case RSH64_X -> r[d] >>>= r[s];
                case RSH64_K -> r[d] >>>= word >> 32;
                case MOD64_X -> r[d] = Arithmetic.modulo(r[d], r[s]);
                case MOD64_K -> r[d] = Arithmetic.modulo(r[d], word >> 32);
                case SMOD64_X -> r[d] = Arithmetic.moduloSigned(r[d], r[s]);
                case SMOD64_K -> r[d] = Arithmetic.moduloSigned(r[d], word >> 32);
                case XOR64_X -> r[d] ^= r[s];
                case XOR64_K -> r[d] ^= word >> 32;
                case MOV64_X -> r[d] = r[s];
                case MOV64_K -> r[d] = word >> 32;
                case ARSH64_X -> r[d] >>= r[s];
                case ARSH64_K -> r[d] >>= word >> 32;
                case ADD32_X -> r[d] = ((int) r[d] + (int) r[s]) & LOW;
                case ADD32_K -> r[d] = ((int) r[d] + (int) (word >> 32)) & LOW;
                case SUB32_X -> r[d] = ((int) r[d] - (int) r[s]) & LOW;
                case SUB32_K -> r[d] = ((int) r[d] - (int) (word >> 32)) & LOW;
                case MUL32_X -> r[d] = ((int) r[d] * (int) r[s]) & LOW;
                case MUL32_K -> r[d] = ((int) r[d] * (int) (word >> 32)) & LOW;
                case DIV32_X -> r[d] = (Arithmetic.divide((int) r[d], (int) r[s])) & LOW;
                case DIV32_K -> r[d] = (Arithmetic.divide((int) r[d], (int) (word >> 32))) & LOW;
                case SDIV32_X -> r[d] = (Arithmetic.divideSigned((int) r[d], (int) r[s])) & LOW;
                case SDIV32_K -> r[d] = (Arithmetic.divideSigned((int) r[d], (int) (word >> 32))) & LOW;
                case OR32_X -> r[d] = ((int) r[d] | (int) r[s]) & LOW;
                case OR32_K -> r[d] = ((int) r[d] | (int) (word >> 32)) & LOW;
                case AND32_X -> r[d] = ((int) r[d] & (int) r[s]) & LOW;
                case AND32_K -> r[d] = ((int) r[d] & (int) (word >> 32)) & LOW;
                case LSH32_X -> r[d] = ((int) r[d] << (int) r[s]) & LOW;
                case LSH32_K -> r[d] = ((int) r[d] << (int) (word >> 32)) & LOW;
                case RSH32_X -> r[d] = ((int) r[d] >>> (int) r[s]) & LOW;
                case RSH32_K -> r[d] = ((int) r[d] >>> (int) (word >> 32)) & LOW;
                case MOD32_X -> r[d] = (Arithmetic.modulo((int) r[d], (int) r[s])) & LOW;
                case MOD32_K -> r[d] = (Arithmetic.modulo((int) r[d], (int) (word >> 32))) & LOW;
                case SMOD32_X -> r[d] = (Arithmetic.moduloSigned((int) r[d], (int) r[s])) & LOW;
                case SMOD32_K -> r[d] = (Arithmetic.moduloSigned((int) r[d], (int) (word >> 32))) & LOW;
                case XOR32_X -> r[d] = ((int) r[d] ^ (int) r[s]) & LOW;
                case XOR32_K -> r[d] = ((int) r[d] ^ (int) (word >> 32)) & LOW;
                case MOV32_X -> r[d] = (int) r[s] & LOW;
                case MOV32_K -> r[d] = (int) (word >> 32) & LOW;
                case ARSH32_X -> r[d] = ((int) r[d] >> (int) r[s]) & LOW;
                case ARSH32_K -> r[d] = ((int) r[d] >> (int) (word >> 32)) & LOW;
                case JEQ64_X -> {
                    if (r[d] == r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JEQ64_K -> {
                    if (r[d] == word >> 32) {
                        pc += (int) offset(word);
                    }
                }
                case JGT64_X -> {
                    if (Long.compareUnsigned(r[d], r[s]) > 0) {
                        pc += (int) offset(word);
                    }
                }
                case JGT64_K -> {
                    if (Long.compareUnsigned(r[d], word >> 32) > 0) {
                        pc += (int) offset(word);
                    }
                }
                case JGE64_X -> {
                    if (Long.compareUnsigned(r[d], r[s]) >= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JGE64_K -> {
                    if (Long.compareUnsigned(r[d], word >> 32) >= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JSET64_X -> {
                    if ((r[d] & r[s]) != 0) {
                        pc += (int) offset(word);
                    }
                }
                case JSET64_K -> {
                    if ((r[d] & word >> 32) != 0) {
                        pc += (int) offset(word);
                    }
                }
                case JNE64_X -> {
                    if (r[d] != r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JNE64_K -> {
                    if (r[d] != word >> 32) {
                        pc += (int) offset(word);
                    }
                }
                case JSGT64_X -> {
                    if (r[d] > r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSGT64_K -> {
                    if (r[d] > word >> 32) {
                        pc += (int) offset(word);
                    }
                }
                case JSGE64_X -> {
                    if (r[d] >= r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSGE64_K -> {
                    if (r[d] >= word >> 32) {
                        pc += (int) offset(word);
                    }
                }
                case JLT64_X -> {
                    if (Long.compareUnsigned(r[d], r[s]) < 0) {
                        pc += (int) offset(word);
                    }
                }
                case JLT64_K -> {
                    if (Long.compareUnsigned(r[d], word >> 32) < 0) {
                        pc += (int) offset(word);
                    }
                }
                case JLE64_X -> {
                    if (Long.compareUnsigned(r[d], r[s]) <= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JLE64_K -> {
                    if (Long.compareUnsigned(r[d], word >> 32) <= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JSLT64_X -> {
                    if (r[d] < r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSLT64_K -> {
                    if (r[d] < word >> 32) {
                        pc += (int) offset(word);
                    }
                }
                case JSLE64_X -> {
                    if (r[d] <= r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSLE64_K -> {
                    if (r[d] <= word >> 32) {
                        pc += (int) offset(word);
                    }
                }
                case JEQ32_X -> {
                    if ((int) r[d] == (int) r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JEQ32_K -> {
                    if ((int) r[d] == (int) (word >> 32)) {
                        pc += (int) offset(word);
                    }
                }
                case JGT32_X -> {
                    if (Integer.compareUnsigned((int) r[d], (int) r[s]) > 0) {
                        pc += (int) offset(word);
                    }
                }
                case JGT32_K -> {
                    if (Integer.compareUnsigned((int) r[d], (int) (word >> 32)) > 0) {
                        pc += (int) offset(word);
                    }
                }
                case JGE32_X -> {
                    if (Integer.compareUnsigned((int) r[d], (int) r[s]) >= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JGE32_K -> {
                    if (Integer.compareUnsigned((int) r[d], (int) (word >> 32)) >= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JSET32_X -> {
                    if (((int) r[d] & (int) r[s]) != 0) {
                        pc += (int) offset(word);
                    }
                }
                case JSET32_K -> {
                    if (((int) r[d] & (int) (word >> 32)) != 0) {
                        pc += (int) offset(word);
                    }
                }
                case JNE32_X -> {
                    if ((int) r[d] != (int) r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JNE32_K -> {
                    if ((int) r[d] != (int) (word >> 32)) {
                        pc += (int) offset(word);
                    }
                }
                case JSGT32_X -> {
                    if ((int) r[d] > (int) r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSGT32_K -> {
                    if ((int) r[d] > (int) (word >> 32)) {
                        pc += (int) offset(word);
                    }
                }
                case JSGE32_X -> {
                    if ((int) r[d] >= (int) r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSGE32_K -> {
                    if ((int) r[d] >= (int) (word >> 32)) {
                        pc += (int) offset(word);
                    }
                }
                case JLT32_X -> {
                    if (Integer.compareUnsigned((int) r[d], (int) r[s]) < 0) {
                        pc += (int) offset(word);
                    }
                }
                case JLT32_K -> {
                    if (Integer.compareUnsigned((int) r[d], (int) (word >> 32)) < 0) {
                        pc += (int) offset(word);
                    }
                }
                case JLE32_X -> {
                    if (Integer.compareUnsigned((int) r[d], (int) r[s]) <= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JLE32_K -> {
                    if (Integer.compareUnsigned((int) r[d], (int) (word >> 32)) <= 0) {
                        pc += (int) offset(word);
                    }
                }
                case JSLT32_X -> {
                    if ((int) r[d] < (int) r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSLT32_K -> {
                    if ((int) r[d] < (int) (word >> 32)) {
                        pc += (int) offset(word);
                    }
                }
                case JSLE32_X -> {
                    if ((int) r[d] <= (int) r[s]) {
                        pc += (int) offset(word);
                    }
                }
                case JSLE32_K -> {
                    if ((int) r[d] <= (int) (word >> 32)) {
                        pc += (int) offset(word);
                    }
                }
                case NEG64 -> r[d] = -r[d];
                case NEG32 -> r[d] = -(int) r[d] & LOW;
                case MOVSX8_64 -> r[d] = (byte) r[s];
                case MOVSX16_64 -> r[d] = (short) r[s];
                case MOVSX32_64 -> r[d] = (int) r[s];
                case MOVSX8_32 -> r[d] = (byte) r[s] & LOW;
                case MOVSX16_32 -> r[d] = (short) r[s] & LOW;
                case TRUNCATE16 -> r[d] &= 0xffff;
                case TRUNCATE32 -> r[d] &= LOW;
                case TRUNCATE64 -> {
                }
                case SWAP16 -> r[d] = Short.reverseBytes((short) r[d]) & 0xffff;
                case SWAP32 -> r[d] = Integer.reverseBytes((int) r[d]) & LOW;
                case SWAP64 -> r[d] = Long.reverseBytes(r[d]);
                case LOAD8 -> r[d] = frame.box.getByte(r[s] + offset(word)) & 0xff;
                case LOAD16 -> r[d] = frame.box.getShort(r[s] + offset(word)) & 0xffff;
                case LOAD32 -> r[d] = frame.box.getInt(r[s] + offset(word)) & LOW;
                case LOAD64 -> r[d] = frame.box.getLong(r[s] + offset(word));
                case LOADS8 -> r[d] = frame.box.getByte(r[s] + offset(word));
                case LOADS16 -> r[d] = frame.box.getShort(r[s] + offset(word));
                case LOADS32 -> r[d] = frame.box.getInt(r[s] + offset(word));
                case STORE8 -> frame.box.putByte(r[d] + offset(word), (byte) r[s]);
                case STORE16 -> frame.box.putShort(r[d] + offset(word), (short) r[s]);
                case STORE32 -> frame.box.putInt(r[d] + offset(word), (int) r[s]);
                case STORE64 -> frame.box.putLong(r[d] + offset(word), r[s]);
                case STOREK8 -> frame.box.putByte(r[d] + offset(word), (byte) (word >>> 32));
                case STOREK16 -> frame.box.putShort(r[d] + offset(word), (short) (word >>> 32));
                case STOREK32 -> frame.box.putInt(r[d] + offset(word), (int) (word >> 32));
                case STOREK64 -> frame.box.putLong(r[d] + offset(word), word >> 32);
                case WIDE -> r[d] = (word >> 32 & LOW) | code[pc++] << 32;
                case FUNCTION -> {
                    r[d] = FunctionAddress.of((int) (word >> 32));
                    pc++;
                }
                case GOTO -> pc += (int) (word >> 32);
                case MAY_GOTO -> {
                    if (--frame.mayGotoBudget < 0) {
                        pc += (int) offset(word);
                    }
                }
                case CALL_HELPER -> {
                    r[0] = callHelper(frame, (int) (word >> 32), r);
                    if (frame.run.isLeaving()) {
                        return 0;
                    }
                }
                case CALL_LOCAL -> {
                    r[0] = frame.run.call(frame.program, (int) (word >> 32), r[1], r[2], r[3], r[4], r[5], true);
                }
                case CALL_KFUNC -> r[0] = callKfunc(frame, (int) (word >> 32), r);
                case CALL_REGISTER -> {
                    r[0] = callRegister(frame, r[s], r);
                    if (frame.run.isLeaving()) {
                        return 0;
                    }
                }
                case EXIT -> {
                    return r[0];
                }
                case ATOMIC32, ATOMIC64, LOAD_ACQUIRE, STORE_RELEASE -> Atomics.execute(frame.box, word, r);
                case PACKET_ABSOLUTE, PACKET_INDIRECT -> {
                    long index = ((int) word & 0xff) == PACKET_INDIRECT ? r[s] : 0;
                    long value = frame.run.loadPacket((int) (index + (word >> 32)), (int) (word >>> 16) & 0xffff);
                    if (value < 0) {
                        return 0;
                    }
                    r[0] = value;
                }
                case MOV_ADD_X -> r[d] = r[s] + r[source(code[pc++])];
                case MOV_ADD_K -> r[d] = r[s] + (code[pc++] >> 32);
                case INDEXED_LOAD8 -> {
                    long load = code[pc + 1];
                    r[d] = r[s] + r[source(code[pc])];
                    r[destination(load)] = frame.box.getByte(r[d] + offset(load)) & 0xff;
                    pc += 2;
                }
                case INDEXED_LOAD16 -> {
                    long load = code[pc + 1];
                    r[d] = r[s] + r[source(code[pc])];
                    r[destination(load)] = frame.box.getShort(r[d] + offset(load)) & 0xffff;
                    pc += 2;
                }
                case INDEXED_LOAD32 -> {
                    long load = code[pc + 1];
                    r[d] = r[s] + r[source(code[pc])];
                    r[destination(load)] = frame.box.getInt(r[d] + offset(load)) & LOW;
                    pc += 2;
                }
                case INDEXED_LOAD64 -> {
                    long load = code[pc + 1];
                    r[d] = r[s] + r[source(code[pc])];
                    r[destination(load)] = frame.box.getLong(r[d] + offset(load));
                    pc += 2;
                }
                case ROTATE -> {
                    long value = r[s];
                    int right = (int) (code[pc] >> 32);
                    r[d] = value >>> right;
                    r[s] = Long.rotateRight(value, right);
                    pc += 3;
                }
                case ROTATE_COPY -> {
                    long value = r[s];
                    int right = (int) (code[pc] >> 32);
                    r[d] = value >>> right;
                    r[destination(code[pc + 1])] = Long.rotateRight(value, right);
                    pc += 4;
                }
                case ADD_JNE -> {
                    r[d] += word >> 32;
                    long branch = code[pc++];
                    if (r[destination(branch)] != branch >> 32) {
                        pc += (int) offset(branch);
                    }
                }
                case ADD_JEQ -> {
                    r[d] += word >> 32;
                    long branch = code[pc++];
                    if (r[destination(branch)] == branch >> 32) {
                        pc += (int) offset(branch);
                    }
                }
                case ADD_JEQ_GOTO -> {
                    r[d] += word >> 32;
                    long branch = code[pc++];
                    if (r[destination(branch)] == branch >> 32) {
                        pc += (int) offset(branch);
                    } else {
                        pc += 1 + (int) (code[pc] >> 32);
                    }
                }
                case COPY64 -> {
                    r[d] = frame.box.getLong(r[s] + offset(word));
                    long store = code[pc++];
                    frame.box.putLong(r[destination(store)] + offset(store), r[source(store)]);
                }
                case ADD_ADD -> {
                    r[d] += word >> 32;
                    long add = code[pc++];
                    r[destination(add)] += add >> 32;
                }
                case SUB_JSLT -> {
                    r[d] -= r[s];
                    long branch = code[pc++];
                    if (r[destination(branch)] < branch >> 32) {
                        pc += (int) offset(branch);
                    }
                }
                case MOV_JGT -> {
                    r[d] = r[s];
                    long branch = code[pc++];
                    if (Long.compareUnsigned(r[destination(branch)], r[source(branch)]) > 0) {
                        pc += (int) offset(branch);
                    }
                }
                case LOAD8_ADD -> {
                    r[d] = frame.box.getByte(r[s] + offset(word)) & 0xff;
                    long add = code[pc++];
                    r[destination(add)] += r[source(add)];
                }
                case LOAD16_ADD -> {
                    r[d] = frame.box.getShort(r[s] + offset(word)) & 0xffff;
                    long add = code[pc++];
                    r[destination(add)] += r[source(add)];
                }
                case LOAD32_ADD -> {
                    r[d] = frame.box.getInt(r[s] + offset(word)) & LOW;
                    long add = code[pc++];
                    r[destination(add)] += r[source(add)];
                }
                case XOR_MUL -> {
                    r[d] ^= r[s];
                    long multiply = code[pc++];
                    r[destination(multiply)] *= r[source(multiply)];
                }
                case ADD_XOR -> {
                    r[d] += r[s];
                    long xor = code[pc++];
                    r[destination(xor)] ^= r[source(xor)];
                }
                case JSGT32_JSGT32 -> {
                    if ((int) r[d] > (int) (word >> 32)) {
                        pc += (int) offset(word);
                    } else {
                        long branch = code[pc++];
                        if ((int) r[destination(branch)] > (int) (branch >> 32)) {
                            pc += (int) offset(branch);
                        }
                    }
                }
                case JSGT32_JEQ32 -> {
                    if ((int) r[d] > (int) (word >> 32)) {
                        pc += (int) offset(word);
                    } else {
                        long branch = code[pc++];
                        if ((int) r[destination(branch)] == (int) (branch >> 32)) {
                            pc += (int) offset(branch);
                        }
                    }
                }
                case JEQ32_JEQ32 -> {
                    if ((int) r[d] == (int) (word >> 32)) {
                        pc += (int) offset(word);
                    } else {
                        long branch = code[pc++];
                        if ((int) r[destination(branch)] == (int) (branch >> 32)) {
                            pc += (int) offset(branch);
                        }
                    }
                }
                default -> throw new Fault(pc - 1, "no such instruction");
            }
        }
    }

    private static long callHelper(Frame frame, int id, long[] r) {
        return frame.program.helpers().function(id).call(frame.run, r[1], r[2], r[3], r[4], r[5]);
    }

    private static long callKfunc(Frame frame, int index, long[] r) {
        return frame.program.helpers().kfunc(index).call(frame.run, r[1], r[2], r[3], r[4], r[5]);
    }

    private static long callRegister(Frame frame, long target, long[] r) {
        return FunctionAddress.isOne(target)
                ? frame.run.call(frame.program, FunctionAddress.slot(target), r[1], r[2], r[3], r[4], r[5], true)
                : callHelper(frame, (int) target, r);
    }

    private static int destination(long word) {
        return (int) word >>> 8 & 15;
    }

    private static int source(long word) {
        return (int) word >>> 12 & 15;
    }

    private static long offset(long word) {
        return word << 32 >> 48;
    }
}
