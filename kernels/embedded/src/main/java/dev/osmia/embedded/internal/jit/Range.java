package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Which numbers a register may hold: those from {@code low} to {@code high}, signed, whose lowest {@code bits} bits are those of
 * {@code pattern}. The bits tell where a loop's counter ends that steps over numbers.
 */
record Range(long low, long high, int bits, long pattern) {
    static final long MOST_UNSIGNED = 0xffff_ffffL;
    static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE, 0, 0);
    static final Range UNSIGNED_INT = between(0, MOST_UNSIGNED);
    private static final int MOST_BITS = 16;

    static Range between(long low, long high) {
        return low == high ? constant(low) : new Range(low, high, 0, 0);
    }

    static Range constant(long value) {
        return new Range(value, value, MOST_BITS, value & (1 << MOST_BITS) - 1);
    }

    boolean isConstant() {
        return low == high;
    }

    /** Whether all of it lies between two numbers. */
    boolean isWithin(long least, long most) {
        return low >= least && high <= most;
    }

    /** Whether it is a number of 32 bits without a sign. */
    boolean isUnsignedInt() {
        return isWithin(0, MOST_UNSIGNED);
    }

    /** Whether it is a number of 32 bits with a sign. */
    boolean isInt() {
        return isWithin(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Whether it is no negative number of 32 bits with a sign. */
    boolean isNatural() {
        return isWithin(0, Integer.MAX_VALUE);
    }

    /** What may be either of two. */
    Range or(Range other) {
        int same = Math.min(Math.min(bits, other.bits), Long.numberOfTrailingZeros(pattern ^ other.pattern));
        return new Range(Math.min(low, other.low), Math.max(high, other.high), same, pattern & mask(same));
    }

    private static long mask(int bits) {
        return (1L << bits) - 1;
    }

    /** The part of it between two numbers, cut to those with the right lowest bits; null if there is none. */
    @Nullable
    Range within(long least, long most) {
        long from = Math.max(low, least);
        long to = Math.min(high, most);
        if (from > to) {
            return null;
        }
        long up = pattern - from & mask(bits);
        long down = to - pattern & mask(bits);
        if (from + up < from || to - down > to || from + up > to - down) {
            return null;
        }
        return new Range(from + up, to - down, bits, pattern);
    }

    private Range with(long from, long to, int known, long value) {
        Range cut = new Range(from, to, known, value & mask(known)).within(from, to);
        return cut == null ? between(from, to) : cut;
    }

    /** What is in the lower 32 bits, as a number without a sign. */
    Range truncated() {
        if (isUnsignedInt()) {
            return this;
        }
        return isConstant() ? constant(low & MOST_UNSIGNED) : UNSIGNED_INT.with(0, MOST_UNSIGNED, bits, pattern);
    }

    /** What a number of so many bits with a sign makes of it. */
    Range signExtended(int width) {
        long most = (1L << width - 1) - 1;
        return isWithin(-most - 1, most) ? this : between(-most - 1, most);
    }

    /** The result of a 64-bit operation. */
    static Range alu64(AluOp op, Range a, Range b) {
        boolean natural = a.low >= 0 && b.low >= 0;
        return switch (op) {
            case MOV -> b;
            case ADD -> a.plus(b);
            case SUB -> a.minus(b);
            case MUL -> natural && Math.multiplyHigh(a.high, b.high) == 0 && a.high * b.high >= 0
                    ? between(a.low * b.low, a.high * b.high)
                    : ALL;
            case AND -> a.and(b);
            case OR -> natural ? between(Math.max(a.low, b.low), filled(a.high | b.high)) : ALL;
            case XOR -> natural ? between(0, filled(a.high | b.high)) : ALL;
            case LSH -> a.shiftedLeft(b);
            case RSH -> a.shiftedRight(b);
            case ARSH -> b.isConstant() ? between(a.low >> b.low, a.high >> b.low) : ALL;
            case DIV -> natural ? between(0, b.low > 0 ? a.high / b.low : a.high) : ALL;
            case MOD -> natural ? between(0, b.low > 0 ? Math.min(a.high, b.high - 1) : a.high) : ALL;
            case SDIV, SMOD -> natural ? alu64(op == AluOp.SDIV ? AluOp.DIV : AluOp.MOD, a, b) : ALL;
        };
    }

    /** The result of a 32-bit operation. */
    static Range alu32(AluOp op, Range first, Range second) {
        Range a = first.truncated();
        Range b = second.truncated();
        boolean signed = op == AluOp.ARSH || op == AluOp.SDIV || op == AluOp.SMOD;
        if (signed && !(a.isNatural() && b.isNatural())) {
            return UNSIGNED_INT;
        }
        boolean shifts = op == AluOp.LSH || op == AluOp.RSH || op == AluOp.ARSH;
        return alu64(op, a, shifts && b.isConstant() ? constant(b.low & 31) : b).truncated();
    }

    private Range plus(Range other) {
        long from = low + other.low;
        long to = high + other.high;
        boolean overflows = ((low ^ from) & (other.low ^ from)) < 0 || ((high ^ to) & (other.high ^ to)) < 0;
        return overflows ? ALL : with(from, to, Math.min(bits, other.bits), pattern + other.pattern);
    }

    private Range minus(Range other) {
        long from = low - other.high;
        long to = high - other.low;
        boolean overflows = ((low ^ other.high) & (low ^ from)) < 0 || ((high ^ other.low) & (high ^ to)) < 0;
        return overflows ? ALL : with(from, to, Math.min(bits, other.bits), pattern - other.pattern);
    }

    private Range and(Range other) {
        if (low < 0 && other.low < 0) {
            return ALL;
        }
        long most = low < 0 ? other.high : other.low < 0 ? high : Math.min(high, other.high);
        return between(0, most);
    }

    private Range shiftedLeft(Range by) {
        if (!by.isConstant() || low < 0) {
            return ALL;
        }
        int distance = (int) by.low & 63;
        return high << distance >>> distance == high && high << distance >= 0
                ? with(low << distance, high << distance, Math.min(MOST_BITS, bits + distance), pattern << distance)
                : ALL;
    }

    private Range shiftedRight(Range by) {
        if (!by.isConstant() || (by.low & 63) == 0) {
            return low >= 0 ? between(0, high) : ALL;
        }
        return low >= 0 ? between(low >>> by.low, high >>> by.low) : between(0, -1L >>> by.low);
    }

    private static long filled(long number) {
        return number == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(number);
    }

    /**
     * What is left of it where a comparison with another holds; null if that is never so.
     *
     * @param condition between 64-bit numbers
     */
    @Nullable
    Range where(Condition condition, Range other) {
        return switch (condition) {
            case EQ -> within(other.low, other.high);
            case NE -> other.isConstant() ? without(other.low) : this;
            case SET -> this;
            case SGT -> other.low == Long.MAX_VALUE ? null : within(other.low + 1, Long.MAX_VALUE);
            case SGE -> within(other.low, Long.MAX_VALUE);
            case SLT -> other.high == Long.MIN_VALUE ? null : within(Long.MIN_VALUE, other.high - 1);
            case SLE -> within(Long.MIN_VALUE, other.high);
            case GT -> low >= 0 && other.low >= 0 ? where(Condition.SGT, other) : this;
            case GE -> low >= 0 && other.low >= 0 ? where(Condition.SGE, other) : this;
            case LT -> other.low >= 0 ? other.high == 0 ? null : within(0, other.high - 1) : this;
            case LE -> other.low >= 0 ? within(0, other.high) : this;
        };
    }

    private @Nullable Range without(long value) {
        if (value == low) {
            return low == high ? null : within(low + 1, high);
        }
        return value == high ? within(low, high - 1) : this;
    }
}
