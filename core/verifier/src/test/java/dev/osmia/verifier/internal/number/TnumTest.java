package dev.osmia.verifier.internal.number;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Every tnum of six bits, compared with the numbers that it stands for. */
class TnumTest {
    private static final int WIDTH = 6;

    /** A tnum and all its numbers. */
    private record Sample(Tnum tnum, long[] members) {}

    private static final List<Sample> ALL = samples();

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (long mask = 0; mask < 1 << WIDTH; mask++) {
            for (long value = 0; value < 1 << WIDTH; value++) {
                if ((value & mask) == 0) {
                    samples.add(new Sample(new Tnum(value, mask), members(value, mask)));
                }
            }
        }
        return samples;
    }

    private static long[] members(long value, long mask) {
        long[] members = new long[1 << Long.bitCount(mask)];
        long part = 0;
        for (int i = 0; i < members.length; i++) {
            members[i] = value | part;
            part = (part - mask) & mask;
        }
        return members;
    }

    @Test
    void whatIsKnownOfSumsDifferencesAndBitOperationsIsAllThatCanBe() {
        checkOptimal("+", Tnum::add, (a, b) -> a + b);
        checkOptimal("-", Tnum::subtract, (a, b) -> a - b);
        checkOptimal("&", Tnum::and, (a, b) -> a & b);
        checkOptimal("|", Tnum::or, (a, b) -> a | b);
        checkOptimal("^", Tnum::xor, (a, b) -> a ^ b);
    }

    @Test
    void aProductIsNeverOneThatIsRuledOut() {
        for (Sample left : ALL) {
            for (Sample right : ALL) {
                Tnum product = left.tnum().multiply(right.tnum());
                Tnum best = best(left, right, (a, b) -> a * b);
                if (!product.contains(best)) {
                    fail(left.tnum() + " * " + right.tnum() + " = " + product + ", but " + best + " is possible");
                }
            }
        }
    }

    @Test
    void whatIsKnownOfAProductDependsOnTheOrderOfItsOperandsAsInLinux() {
        assertThat(Tnum.of(3).multiply(new Tnum(6, 1))).isEqualTo(new Tnum(16, 7));
        assertThat(new Tnum(6, 1).multiply(Tnum.of(3))).isEqualTo(new Tnum(0, 31));
    }

    @Test
    void shiftsNegationAndByteSwapsLoseNothing() {
        checkOptimal(Tnum::negate, a -> -a);
        for (int shift = 0; shift < 64; shift++) {
            int by = shift;
            checkOptimal(tnum -> tnum.shiftLeft(by), a -> a << by);
            checkOptimal(tnum -> tnum.shiftLeft(58).shiftRight(by), a -> (a << 58) >>> by);
            checkOptimal(tnum -> tnum.shiftLeft(58).shiftRightArithmetic(by, 64), a -> (a << 58) >> by);
        }
        for (int shift = 0; shift < 32; shift++) {
            int by = shift;
            checkOptimal(
                    tnum -> tnum.shiftLeft(26).shiftRightArithmetic(by, 32),
                    a -> Integer.toUnsignedLong((int) (a << 26) >> by));
        }
        checkOptimal(tnum -> tnum.shiftLeft(5).swapBytes(16),
                a -> Short.toUnsignedLong(Short.reverseBytes((short) (a << 5))));
        checkOptimal(tnum -> tnum.shiftLeft(13).swapBytes(32),
                a -> Integer.toUnsignedLong(Integer.reverseBytes((int) (a << 13))));
        checkOptimal(tnum -> tnum.shiftLeft(60).swapBytes(64), a -> Long.reverseBytes(a << 60));
    }

    @Test
    void partsOfANumberKeepTheirBits() {
        checkOptimal(tnum -> tnum.shiftLeft(5).cast(1), a -> (a << 5) & 0xff);
        checkOptimal(tnum -> tnum.shiftLeft(58).cast(8), a -> a << 58);
        checkOptimal(tnum -> tnum.shiftLeft(29).low32(), a -> (a << 29) & 0xffff_ffffL);
        checkOptimal(tnum -> tnum.shiftLeft(29).clearLow32(), a -> (a << 29) & ~0xffff_ffffL);
        Tnum high = new Tnum(0x5_0000_0001L, 0xa_0000_0000L);
        assertThat(high.withLow32(new Tnum(0x7_0000_0006L, 9))).isEqualTo(new Tnum(0x5_0000_0006L, 0xa_0000_0009L));
    }

    @Test
    void setsAreComparedByTheirMembers() {
        for (Sample left : ALL) {
            for (Sample right : ALL) {
                int common = 0;
                for (long member : right.members()) {
                    common += left.tnum().contains(Tnum.of(member)) ? 1 : 0;
                }
                assertThat(left.tnum().overlaps(right.tnum())).isEqualTo(common > 0);
                assertThat(left.tnum().contains(right.tnum())).isEqualTo(common == right.members().length);
                if (common > 0) {
                    Tnum both = left.tnum().intersect(right.tnum());
                    assertThat(1 << Long.bitCount(both.mask())).isEqualTo(common);
                    assertThat(left.tnum().contains(both) && right.tnum().contains(both)).isTrue();
                }
                Tnum either = left.tnum().union(right.tnum());
                assertThat(either.contains(left.tnum()) && either.contains(right.tnum())).isTrue();
            }
        }
    }

    @Test
    void bitsThatContradictEachOtherIntersectToOnes() {
        assertThat(Tnum.of(4).intersect(Tnum.of(1))).isEqualTo(Tnum.of(5));
    }

    @Test
    void theNextNumberIsTheLeastGreaterOneOrTheGreatest() {
        for (Sample sample : ALL) {
            long greatest = sample.members()[sample.members().length - 1];
            for (long number = 0; number < 1 << WIDTH; number++) {
                long expected = greatest;
                for (long member : sample.members()) {
                    if (member > number) {
                        expected = member;
                        break;
                    }
                }
                assertThat(sample.tnum().next(number)).isEqualTo(expected);
            }
        }
        assertThat(new Tnum(1L << 63, 1).next(-1)).isEqualTo((1L << 63) + 1);
    }

    @Test
    void rangesKeepTheBitsThatAllTheirNumbersShare() {
        for (long base : new long[]{0, (1L << 31) - 32, (1L << 32) - 32, Long.MAX_VALUE - 31, -64}) {
            for (long min = base; min != base + 64; min++) {
                long ones = -1;
                long some = 0;
                for (long max = min; max != base + 64; max++) {
                    ones &= max;
                    some |= max;
                    assertThat(Tnum.range(min, max)).isEqualTo(new Tnum(ones, ones ^ some));
                }
            }
        }
        assertThat(Tnum.range(0, -1)).isEqualTo(Tnum.UNKNOWN);
    }

    @Test
    void aNumberIsAlignedIfItsLowBitsAreKnownToBeZero() {
        for (Sample sample : ALL) {
            for (long size = 1; size <= 16; size *= 2) {
                boolean aligned = true;
                for (long member : sample.members()) {
                    aligned &= member % size == 0;
                }
                assertThat(sample.tnum().isAligned(size)).isEqualTo(aligned);
            }
            assertThat(sample.tnum().isAligned(0)).isTrue();
        }
    }

    @Test
    void theyArePrintedAsLinuxDoes() {
        assertThat(new Tnum(0, 0xff)).hasToString("(0x0; 0xff)");
        assertThat(new Tnum(0x100, -1L << 60)).hasToString("(0x100; 0xf000000000000000)");
        assertThat(Tnum.of(65535)).hasToString("65535");
        assertThat(Tnum.of(65536)).hasToString("0x10000");
    }

    private static void checkOptimal(String symbol, BinaryOperator<Tnum> operation, LongBinaryOperator concrete) {
        for (Sample left : ALL) {
            for (Sample right : ALL) {
                Tnum result = operation.apply(left.tnum(), right.tnum());
                Tnum best = best(left, right, concrete);
                if (!result.equals(best)) {
                    fail(left.tnum() + " " + symbol + " " + right.tnum() + " = " + result + ", not " + best);
                }
            }
        }
    }

    private static void checkOptimal(UnaryOperator<Tnum> operation, LongUnaryOperator concrete) {
        for (Sample sample : ALL) {
            long ones = -1;
            long some = 0;
            for (long member : sample.members()) {
                long result = concrete.applyAsLong(member);
                ones &= result;
                some |= result;
            }
            assertThat(operation.apply(sample.tnum())).isEqualTo(new Tnum(ones, ones ^ some));
        }
    }

    private static Tnum best(Sample left, Sample right, LongBinaryOperator concrete) {
        long ones = -1;
        long some = 0;
        for (long a : left.members()) {
            for (long b : right.members()) {
                long result = concrete.applyAsLong(a, b);
                ones &= result;
                some |= result;
            }
        }
        return new Tnum(ones, ones ^ some);
    }
}
