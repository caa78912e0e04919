package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever numbers two registers may hold, the result of an operation on them is among what the range says. */
class RangeTest {
    private static final int PAIRS = 3000;
    private static final int TRIES = 20;
    private static final List<Long> CORNERS = List.of(0L, 1L, 2L, -1L, -2L, 31L, 32L, 63L, 255L, 65535L, 65536L,
            (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE, 0xffff_ffffL, 0x1_0000_0000L, Long.MAX_VALUE,
            Long.MIN_VALUE);

    private static long number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> CORNERS.get(random.nextInt(CORNERS.size()));
            case 1 -> random.nextInt(200) - 100;
            case 2 -> random.nextLong() >> random.nextInt(64);
            default -> random.nextLong() >>> random.nextInt(64);
        };
    }

    /** A range with a number in it. */
    private record Sample(Range range, long number) {
        static Sample of(Random random) {
            long number = RangeTest.number(random);
            Range range = Range.constant(number);
            for (int more = random.nextInt(3); more > 0; more--) {
                range = range.or(Range.constant(RangeTest.number(random)));
            }
            return new Sample(range, number);
        }
    }

    private static boolean holds(Range range, long number) {
        return number >= range.low() && number <= range.high()
                && ((number ^ range.pattern()) & (1L << range.bits()) - 1) == 0;
    }

    @ParameterizedTest
    @EnumSource(AluOp.class)
    void resultsOf64BitOperationsAreInside(AluOp op) {
        Random random = new Random(op.ordinal());
        for (int pair = 0; pair < PAIRS; pair++) {
            Sample a = Sample.of(random);
            Sample b = Sample.of(random);
            Range result = Range.alu64(op, a.range(), b.range());
            long number = Reference.alu64(op, a.number(), b.number());
            assertThat(holds(result, number)).as("%s %s %s = %s in %s", a, op, b, number, result).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(AluOp.class)
    void resultsOf32BitOperationsAreInside(AluOp op) {
        Random random = new Random(op.ordinal());
        for (int pair = 0; pair < PAIRS; pair++) {
            Sample a = Sample.of(random);
            Sample b = Sample.of(random);
            Range result = Range.alu32(op, a.range(), b.range());
            long number = Reference.alu32(op, (int) a.number(), (int) b.number()) & 0xffff_ffffL;
            assertThat(holds(result, number)).as("%s %s %s = %s in %s", a, op, b, number, result).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Condition.class)
    void whatAComparisonLeavesHoldsTheNumbersForWhichItIsTrue(Condition condition) {
        Random random = new Random(condition.ordinal());
        for (int pair = 0; pair < PAIRS * TRIES; pair++) {
            Sample a = Sample.of(random);
            Sample b = Sample.of(random);
            if (Reference.holds(condition, a.number(), b.number())) {
                Range left = a.range().where(condition, b.range());
                assertThat(left).as("%s %s %s", a, condition, b).isNotNull();
                assertThat(holds(left, a.number())).as("%s %s %s leaves %s", a, condition, b, left).isTrue();
            }
        }
    }

    static Stream<Integer> widths() {
        return Stream.of(8, 16, 32);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void extendedAndTruncatedNumbersAreInside(int width) {
        Random random = new Random(width);
        for (int pair = 0; pair < PAIRS; pair++) {
            Sample a = Sample.of(random);
            long extended = a.number() << 64 - width >> 64 - width;
            assertThat(holds(a.range().signExtended(width), extended)).as("%s to %s", a, width).isTrue();
            assertThat(holds(a.range().truncated(), a.number() & 0xffff_ffffL)).as("%s", a).isTrue();
        }
    }

    @Test
    void aStepOverNumbersIsKnownByTheLowestBits() {
        Range even = Range.constant(0).or(Range.constant(2)).or(Range.constant(1498));
        assertThat(even.within(0, 1499)).extracting(Range::high).isEqualTo(1498L);
        assertThat(even.within(1, 1)).isNull();
    }
}
