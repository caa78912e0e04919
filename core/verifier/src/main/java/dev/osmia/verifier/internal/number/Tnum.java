package dev.osmia.verifier.internal.number;

/**
 * A 64-bit number of which some bits are known ({@code struct tnum}, {@code kernel/bpf/tnum.c} of Linux 6.18). It stands
 * for every number that agrees with {@code value} outside of {@code mask}.
 *
 * @param value the known bits; 0 where a bit is unknown
 * @param mask 1 where a bit is unknown
 */
public record Tnum(long value, long mask) {
    /** Any number. */
    public static final Tnum UNKNOWN = new Tnum(0, -1);

    private static final Tnum ZERO = new Tnum(0, 0);
    private static final long LOW_32 = 0xffff_ffffL;

    /** Exactly this number. */
    public static Tnum of(long constant) {
        return constant == 0 ? ZERO : new Tnum(constant, 0);
    }

    /** The bits that all numbers from {@code min} to {@code max}, both unsigned and included, have in common. */
    public static Tnum range(long min, long max) {
        long differing = min ^ max;
        if (differing < 0) {
            return UNKNOWN;
        }
        long unknown = differing == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(differing);
        return new Tnum(min & ~unknown, unknown);
    }

    /** As {@link #equals}. */
    boolean isSame(Tnum other) {
        return value == other.value && mask == other.mask;
    }

    /** Whether this is one number. */
    public boolean isConstant() {
        return mask == 0;
    }

    /** Whether the low 32 bits are one number. */
    public boolean isConstant32() {
        return (mask & LOW_32) == 0;
    }

    /** Whether no bit is known. */
    public boolean isUnknown() {
        return mask == -1;
    }

    /** {@code tnum_add}. */
    public Tnum add(Tnum other) {
        long values = value + other.value;
        long carries = (mask + other.mask + values) ^ values;
        return ofKnown(values, carries | mask | other.mask);
    }

    /** {@code tnum_sub}. */
    public Tnum subtract(Tnum other) {
        long values = value - other.value;
        long borrows = (values + mask) ^ (values - other.mask);
        return ofKnown(values, borrows | mask | other.mask);
    }

    /** {@code tnum_neg}. */
    public Tnum negate() {
        return ZERO.subtract(this);
    }

    /** {@code tnum_and}. */
    public Tnum and(Tnum other) {
        long ones = value & other.value;
        return new Tnum(ones, (value | mask) & (other.value | other.mask) & ~ones);
    }

    /** {@code tnum_or}. */
    public Tnum or(Tnum other) {
        long ones = value | other.value;
        return new Tnum(ones, (mask | other.mask) & ~ones);
    }

    /** {@code tnum_xor}. */
    public Tnum xor(Tnum other) {
        return ofKnown(value ^ other.value, mask | other.mask);
    }

    /**
     * {@code tnum_mul} of Linux 6.18, a sum of shifted copies of {@code other}, one for each bit here that may be 1. What
     * is learned depends on the order of the operands.
     */
    public Tnum multiply(Tnum other) {
        long sumValue = 0;
        long sumMask = 0;
        for (long bits = value | mask; bits != 0; bits &= bits - 1) {
            int position = Long.numberOfTrailingZeros(bits);
            long addedValue = other.value << position;
            long addedMask = other.mask << position;
            long values = sumValue + addedValue;
            long unknown = ((sumMask + addedMask + values) ^ values) | sumMask | addedMask;
            long known = values & ~unknown;
            if ((mask & (1L << position)) != 0) {
                unknown |= known ^ sumValue;
                known &= sumValue & ~unknown;
            }
            sumValue = known;
            sumMask = unknown;
        }
        return new Tnum(sumValue, sumMask);
    }

    /** {@code tnum_lshift} by 0 to 63. */
    public Tnum shiftLeft(int shift) {
        return new Tnum(value << shift, mask << shift);
    }

    /** {@code tnum_rshift} by 0 to 63. */
    public Tnum shiftRight(int shift) {
        return new Tnum(value >>> shift, mask >>> shift);
    }

    /** {@code tnum_arshift}: of all 64 bits, or of the low 32, in which case the result has no others. */
    public Tnum shiftRightArithmetic(int shift, int bits) {
        return bits == 32
                ? new Tnum(((int) value >> shift) & LOW_32, ((int) mask >> shift) & LOW_32)
                : new Tnum(value >> shift, mask >> shift);
    }

    /**
     * What is known of a number that both describe. If they contradict each other in a bit, it is said to be 1, as in
     * Linux.
     */
    public Tnum intersect(Tnum other) {
        return ofKnown(value | other.value, mask & other.mask);
    }

    /** What is known of a number that one of both describes. */
    public Tnum union(Tnum other) {
        long unknown = (value ^ other.value) | mask | other.mask;
        return ofKnown(value & other.value, unknown);
    }

    /** Whether some number is described by both. */
    public boolean overlaps(Tnum other) {
        return ((value ^ other.value) & ~mask & ~other.mask) == 0;
    }

    /** Whether everything that {@code other} describes is described by this ({@code tnum_in}). */
    public boolean contains(Tnum other) {
        return (other.mask & ~mask) == 0 && (other.value & ~mask) == value;
    }

    /**
     * The least number above {@code number}, unsigned, that this describes; the greatest of all if there is none
     * ({@code tnum_step}).
     */
    public long next(long number) {
        long greatest = value | mask;
        if (!Unsigned.less(number, greatest)) {
            return greatest;
        }
        if (Unsigned.less(number, value)) {
            return value;
        }
        long above = number - value;
        long foreign = above & ~mask;
        long belowForeign = foreign == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(foreign);
        return value | (((above | belowForeign | ~mask) + 1) & mask);
    }

    /** The low {@code bytes} bytes, 1 to 8, and zeros above. */
    public Tnum cast(int bytes) {
        long kept = -1L >>> (64 - 8 * bytes);
        return new Tnum(value & kept, mask & kept);
    }

    /** The low {@code bits} bits, 16, 32 or 64, in the reverse order of bytes, and zeros above ({@code tnum_bswap16} and so on). */
    public Tnum swapBytes(int bits) {
        return new Tnum(Long.reverseBytes(value) >>> (64 - bits), Long.reverseBytes(mask) >>> (64 - bits));
    }

    /** Whether this is surely a multiple of {@code size}, a power of two; of 0 everything is. */
    public boolean isAligned(long size) {
        return size == 0 || ((value | mask) & (size - 1)) == 0;
    }

    /** The low 32 bits, and zeros above ({@code tnum_subreg}). */
    public Tnum low32() {
        return new Tnum(value & LOW_32, mask & LOW_32);
    }

    /** The high 32 bits, and zeros below ({@code tnum_clear_subreg}). */
    public Tnum clearLow32() {
        return new Tnum(value & ~LOW_32, mask & ~LOW_32);
    }

    /** The high 32 bits of this, the low ones of {@code low} ({@code tnum_with_subreg}). */
    public Tnum withLow32(Tnum low) {
        return new Tnum((value & ~LOW_32) | (low.value & LOW_32), (mask & ~LOW_32) | (low.mask & LOW_32));
    }

    /** As Linux prints it: {@code (0x0; 0xff)}, or the number if it is one. */
    @Override
    public String toString() {
        return isConstant()
                ? LogNumber.unsigned(value)
                : "(" + LogNumber.hex(value) + "; " + LogNumber.hex(mask) + ")";
    }

    private static Tnum ofKnown(long value, long unknown) {
        return new Tnum(value & ~unknown, unknown);
    }
}
