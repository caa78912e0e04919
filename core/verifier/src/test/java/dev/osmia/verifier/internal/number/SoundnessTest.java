package dev.osmia.verifier.internal.number;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** No number that a program can compute is lost: all small ranges around the places where numbers wrap. */
class SoundnessTest {
    private static final int WINDOW = 6;
    private static final long[] BASES = {
            0, -3, 0x7d, (1L << 15) - 3, (1L << 31) - 3, (1L << 32) - 3, Long.MAX_VALUE - 2, -(1L << 31) - 3,
            0x1234_8000_0000L - 3
    };

    /** Numbers, and the least that is known of something that is one of them. */
    private record Sample(Scalar scalar, long[] members) {
        /** Bounds and bits of the members, each by itself as tight as it can be. */
        static Sample of(long... members) {
            long ones = -1;
            long some = 0;
            for (long member : members) {
                ones &= member;
                some |= member;
            }
            int[] low = Arrays.stream(members).mapToInt(member -> (int) member).toArray();
            Scalar scalar = new Scalar(
                    new Tnum(ones, ones ^ some),
                    Arrays.stream(members).min().orElseThrow(),
                    Arrays.stream(members).max().orElseThrow(),
                    Arrays.stream(members).map(SoundnessTest::flip).min().orElseThrow() ^ Long.MIN_VALUE,
                    Arrays.stream(members).map(SoundnessTest::flip).max().orElseThrow() ^ Long.MIN_VALUE,
                    Arrays.stream(low).min().orElseThrow(),
                    Arrays.stream(low).max().orElseThrow(),
                    Arrays.stream(low).map(SoundnessTest::flip).min().orElseThrow() ^ Integer.MIN_VALUE,
                    Arrays.stream(low).map(SoundnessTest::flip).max().orElseThrow() ^ Integer.MIN_VALUE);
            return new Sample(scalar, members);
        }
    }

    private static final List<Sample> SAMPLES = samples();

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (long base : BASES) {
            for (int from = 0; from < WINDOW; from++) {
                for (int to = from; to < WINDOW; to++) {
                    long first = base + from;
                    long[] range = new long[to - from + 1];
                    Arrays.setAll(range, i -> first + i);
                    samples.add(Sample.of(range));
                }
            }
            samples.add(Sample.of(base, base + 4));
            samples.add(Sample.of(base, base + (1L << 32)));
        }
        samples.add(Sample.of(0, -1));
        samples.add(Sample.of(1, 8, 64));
        return samples;
    }

    private static long flip(long number) {
        return number ^ Long.MIN_VALUE;
    }

    private static int flip(int number) {
        return number ^ Integer.MIN_VALUE;
    }

    @Test
    void syncingLosesNothing() {
        check(Scalar::synced, number -> number);
        check(number -> number.unbounded().synced(), number -> number);
        check(number -> withBits(number, Tnum.UNKNOWN).synced(), number -> number);
    }

    @ParameterizedTest
    @EnumSource(value = AluOp.class, mode = Mode.EXCLUDE, names = "MOV")
    void resultsOfOperationsAreAmongThoseThatAreExpected(AluOp op) {
        for (boolean is32 : new boolean[]{false, true}) {
            for (Sample left : SAMPLES) {
                for (Sample right : SAMPLES) {
                    Scalar result = left.scalar().apply(op, is32, right.scalar());
                    for (long a : left.members()) {
                        for (long b : right.members()) {
                            checkContains(result, run(op, is32, a, b));
                        }
                    }
                }
            }
        }
    }

    @Test
    void resultsOfUnaryOperationsAreAmongThoseThatAreExpected() {
        check(number -> number.negated(false), number -> -number);
        check(number -> number.negated(true), number -> Integer.toUnsignedLong((int) -number));
        check(Scalar::zeroExtended32, number -> number & 0xffff_ffffL);
        check(number -> number.truncated(1), number -> number & 0xff);
        check(number -> number.truncated(2), number -> number & 0xffff);
        check(number -> number.truncated(4), number -> number & 0xffff_ffffL);
        check(number -> number.signExtended(1, false), number -> (byte) number);
        check(number -> number.signExtended(2, false), number -> (short) number);
        check(number -> number.signExtended(4, false), number -> (int) number);
        check(number -> number.signExtended(1, true), number -> Integer.toUnsignedLong((byte) number));
        check(number -> number.signExtended(2, true), number -> Integer.toUnsignedLong((short) number));
        check(number -> number.byteSwapped(16), number -> Short.toUnsignedLong(Short.reverseBytes((short) number)));
        check(
                number -> number.byteSwapped(32),
                number -> Integer.toUnsignedLong(Integer.reverseBytes((int) number)));
        check(number -> number.byteSwapped(64), Long::reverseBytes);
        check(number -> number.littleEndian(16), number -> number & 0xffff);
        check(number -> number.littleEndian(64), number -> number);
    }

    @Test
    void movedPointersKeepAllTheirOffsets() {
        for (Sample left : SAMPLES) {
            for (Sample right : SAMPLES) {
                Scalar sum = left.scalar().plusOffset(right.scalar()).synced();
                Scalar difference = left.scalar().minusOffset(right.scalar()).synced();
                for (long a : left.members()) {
                    for (long b : right.members()) {
                        checkContains(sum, a + b);
                        checkContains(difference, a - b);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Condition.class)
    void comparisonsDecideRightlyAndLoseNothing(Condition condition) {
        for (boolean is32 : new boolean[]{false, true}) {
            for (Sample left : SAMPLES) {
                for (Sample right : SAMPLES) {
                    checkComparison(condition, is32, left, right);
                }
                checkComparisonToItself(condition, is32, left);
            }
        }
    }

    private static void checkComparison(Condition condition, boolean is32, Sample left, Sample right) {
        Verdict verdict = Scalar.decide(condition, is32, left.scalar(), right.scalar());
        Refined taken = Scalar.refine(condition, is32, left.scalar(), right.scalar(), true);
        Refined fallenThrough = Scalar.refine(condition, is32, left.scalar(), right.scalar(), false);
        for (long a : left.members()) {
            for (long b : right.members()) {
                boolean holds = holds(condition, is32, a, b);
                if (verdict == (holds ? Verdict.NOT_TAKEN : Verdict.TAKEN)) {
                    fail("%d %s %d is %s, but decided is %s", a, condition, b, holds, verdict);
                }
                Refined refined = holds ? taken : fallenThrough;
                checkContains(refined.left(), a);
                checkContains(refined.right(), b);
            }
        }
    }

    private static void checkComparisonToItself(Condition condition, boolean is32, Sample number) {
        for (long member : number.members()) {
            boolean holds = holds(condition, is32, member, member);
            Scalar refined = number.scalar().refinedByItself(condition, is32, holds);
            checkContains(refined.isConsistent() ? refined : refined.unbounded(), member);
        }
    }

    private static void check(UnaryOperator<Scalar> operation, LongUnaryOperator concrete) {
        for (Sample sample : SAMPLES) {
            Scalar result = operation.apply(sample.scalar());
            for (long member : sample.members()) {
                checkContains(result, concrete.applyAsLong(member));
            }
        }
    }

    private static void checkContains(Scalar number, long member) {
        if (!number.includes(Scalar.of(member))) {
            fail("%s is not among %s", member, number);
        }
    }

    private static Scalar withBits(Scalar number, Tnum bits) {
        return new Scalar(
                bits,
                number.smin(),
                number.smax(),
                number.umin(),
                number.umax(),
                number.s32min(),
                number.s32max(),
                number.u32min(),
                number.u32max());
    }

    private static long run(AluOp op, boolean is32, long left, long right) {
        return is32 ? Integer.toUnsignedLong(run32(op, (int) left, (int) right)) : run64(op, left, right);
    }

    private static long run64(AluOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
            case SDIV -> b == 0 ? 0 : a / b;
            case MOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
            case SMOD -> b == 0 ? a : a % b;
            case OR -> a | b;
            case AND -> a & b;
            case XOR -> a ^ b;
            case LSH -> a << b;
            case RSH -> a >>> b;
            case ARSH -> a >> b;
            case MOV -> b;
        };
    }

    private static int run32(AluOp op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
            case SDIV -> b == 0 ? 0 : a / b;
            case MOD -> b == 0 ? a : Integer.remainderUnsigned(a, b);
            case SMOD -> b == 0 ? a : a % b;
            case OR -> a | b;
            case AND -> a & b;
            case XOR -> a ^ b;
            case LSH -> a << b;
            case RSH -> a >>> b;
            case ARSH -> a >> b;
            case MOV -> b;
        };
    }

    private static boolean holds(Condition condition, boolean is32, long left, long right) {
        return is32
                ? holds(condition, left << 32 >> 32, right << 32 >> 32)
                : holds(condition, left, right);
    }

    /** Of 32 bits with their sign above: extending both keeps the order, signed and unsigned, and the bits in common. */
    private static boolean holds(Condition condition, long a, long b) {
        int unsigned = Long.compareUnsigned(a, b);
        return switch (condition) {
            case EQ -> a == b;
            case NE -> a != b;
            case SET -> (a & b) != 0;
            case GT -> unsigned > 0;
            case GE -> unsigned >= 0;
            case LT -> unsigned < 0;
            case LE -> unsigned <= 0;
            case SGT -> a > b;
            case SGE -> a >= b;
            case SLT -> a < b;
            case SLE -> a <= b;
        };
    }

    @Test
    void theSamplesDescribeTheirNumbers() {
        assertThat(SAMPLES).allSatisfy(sample -> {
            assertThat(sample.scalar().isConsistent()).isTrue();
            for (long member : sample.members()) {
                checkContains(sample.scalar(), member);
            }
        });
    }
}
