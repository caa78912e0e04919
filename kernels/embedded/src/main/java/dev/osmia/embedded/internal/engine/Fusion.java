package dev.osmia.embedded.internal.engine;

import java.util.List;

/**
 * Lets one word of the interpreter do the work of the next ones too: for what compilers emit most, an indexed load, a
 * rotation, a counting loop's end. The words behind the first stay, as operands and for those who jump there.
 *
 * <p>Half of the interpreter's time goes into finding out what to do next; fusing what lies in the inner loops of
 * {@code bench/programs} takes a third off their time. {@code bench/run} shows it.
 */
final class Fusion {
    private static final List<Pattern> PATTERNS = List.of(
            new Pattern(Op.INDEXED_LOAD8, Fusion::isIndexedLoad, Op.MOV64_X, Op.ADD64_X, Op.LOAD8),
            new Pattern(Op.INDEXED_LOAD16, Fusion::isIndexedLoad, Op.MOV64_X, Op.ADD64_X, Op.LOAD16),
            new Pattern(Op.INDEXED_LOAD32, Fusion::isIndexedLoad, Op.MOV64_X, Op.ADD64_X, Op.LOAD32),
            new Pattern(Op.INDEXED_LOAD64, Fusion::isIndexedLoad, Op.MOV64_X, Op.ADD64_X, Op.LOAD64),
            new Pattern(Op.ROTATE, Fusion::isRotation, Op.MOV64_X, Op.RSH64_K, Op.LSH64_K, Op.OR64_X),
            new Pattern(Op.ROTATE_COPY, Fusion::isRotatedCopy, Op.MOV64_X, Op.RSH64_K, Op.MOV64_X, Op.LSH64_K,
                    Op.OR64_X),
            new Pattern(Op.MOV_ADD_X, Fusion::isSum, Op.MOV64_X, Op.ADD64_X),
            new Pattern(Op.MOV_ADD_K, Fusion::isSum, Op.MOV64_X, Op.ADD64_K),
            new Pattern(Op.ADD_JEQ_GOTO, Fusion::anyOperands, Op.ADD64_K, Op.JEQ64_K, Op.GOTO),
            new Pattern(Op.ADD_JEQ, Fusion::anyOperands, Op.ADD64_K, Op.JEQ64_K),
            new Pattern(Op.ADD_JNE, Fusion::anyOperands, Op.ADD64_K, Op.JNE64_K),
            new Pattern(Op.ADD_ADD, Fusion::anyOperands, Op.ADD64_K, Op.ADD64_K),
            new Pattern(Op.SUB_JSLT, Fusion::anyOperands, Op.SUB64_X, Op.JSLT64_K),
            new Pattern(Op.MOV_JGT, Fusion::anyOperands, Op.MOV64_X, Op.JGT64_X),
            new Pattern(Op.LOAD8_ADD, Fusion::anyOperands, Op.LOAD8, Op.ADD64_X),
            new Pattern(Op.LOAD16_ADD, Fusion::anyOperands, Op.LOAD16, Op.ADD64_X),
            new Pattern(Op.LOAD32_ADD, Fusion::anyOperands, Op.LOAD32, Op.ADD64_X),
            new Pattern(Op.XOR_MUL, Fusion::anyOperands, Op.XOR64_X, Op.MUL64_X),
            new Pattern(Op.ADD_XOR, Fusion::anyOperands, Op.ADD64_X, Op.XOR64_X),
            new Pattern(Op.JSGT32_JSGT32, Fusion::anyOperands, Op.JSGT32_K, Op.JSGT32_K),
            new Pattern(Op.JSGT32_JEQ32, Fusion::anyOperands, Op.JSGT32_K, Op.JEQ32_K),
            new Pattern(Op.JEQ32_JEQ32, Fusion::anyOperands, Op.JEQ32_K, Op.JEQ32_K),
            new Pattern(Op.COPY64, Fusion::anyOperands, Op.LOAD64, Op.STORE64));

    private Fusion() {
    }

    /** Whether words of the right opcodes have the right operands. */
    private interface Operands {
        boolean fit(long[] words, int at);
    }

    private record Pattern(int fused, Operands operands, int... opcodes) {

        boolean matches(long[] words, int at) {
            if (at + opcodes.length > words.length) {
                return false;
            }
            for (int index = 0; index < opcodes.length; index++) {
                if (opcode(words[at + index]) != opcodes[index]) {
                    return false;
                }
            }
            return operands.fit(words, at);
        }
    }

    /**
     * Fuses in place.
     *
     * @param starts whether an instruction starts at a slot; the others hold the high halves of wide loads
     */
    static void fuse(long[] words, java.util.function.IntPredicate starts) {
        long[] original = words.clone();
        for (int at = 0; at < words.length; at++) {
            if (starts.test(at)) {
                for (Pattern pattern : PATTERNS) {
                    if (pattern.matches(original, at)) {
                        words[at] = original[at] & ~0xffL | pattern.fused();
                        break;
                    }
                }
            }
        }
    }

    /** The parts are carried out one after the other, whatever their operands are. */
    private static boolean anyOperands(long[] words, int at) {
        return true;
    }

    private static boolean isSum(long[] words, int at) {
        return destination(words[at]) == destination(words[at + 1]) && !isDoubling(words, at);
    }

    /** {@code d = s; d += d} adds the copy to itself, not to what was in the register before. */
    private static boolean isDoubling(long[] words, int at) {
        return opcode(words[at + 1]) == Op.ADD64_X && source(words[at + 1]) == destination(words[at]);
    }

    private static boolean isIndexedLoad(long[] words, int at) {
        return isSum(words, at) && source(words[at + 2]) == destination(words[at]);
    }

    private static boolean isRotation(long[] words, int at) {
        int copy = destination(words[at]);
        int rotated = source(words[at]);
        return copy != rotated && destination(words[at + 1]) == copy && destination(words[at + 2]) == rotated
                && destination(words[at + 3]) == rotated && source(words[at + 3]) == copy
                && immediate(words[at + 1]) + immediate(words[at + 2]) == 64;
    }

    private static boolean isRotatedCopy(long[] words, int at) {
        int low = destination(words[at]);
        int original = source(words[at]);
        int high = destination(words[at + 2]);
        return low != original && low != high && destination(words[at + 1]) == low && source(words[at + 2]) == original
                && destination(words[at + 3]) == high && destination(words[at + 4]) == high
                && source(words[at + 4]) == low && immediate(words[at + 1]) + immediate(words[at + 3]) == 64;
    }

    private static int opcode(long word) {
        return (int) word & 0xff;
    }

    private static int destination(long word) {
        return (int) (word >>> 8) & 15;
    }

    private static int source(long word) {
        return (int) (word >>> 12) & 15;
    }

    private static int immediate(long word) {
        return (int) (word >>> 32);
    }
}
