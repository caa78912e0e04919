package dev.osmia.verifier.internal.number;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;

/**
 * What the verifier knows of a number in a register: its bits, and the ranges that it lies in if it is read with a sign or
 * without one, as 64 bits or as the low 32 ({@code struct bpf_reg_state} without what is of pointers). Of the same number a
 * pointer's variable offset is made.
 *
 * <p>Nothing here checks that the parts agree: Linux lets them contradict each other on paths that no run takes, and what it
 * then does depends on every part ({@link #isConsistent}).
 *
 * @param bits what is known of the bits
 * @param smin the least value, signed
 * @param smax the greatest value, signed
 * @param umin the least value, unsigned
 * @param umax the greatest value, unsigned
 * @param s32min the least value of the low half, signed
 * @param s32max the greatest value of the low half, signed
 * @param u32min the least value of the low half, unsigned
 * @param u32max the greatest value of the low half, unsigned
 */
public record Scalar(
        Tnum bits,
        long smin,
        long smax,
        long umin,
        long umax,
        int s32min,
        int s32max,
        int u32min,
        int u32max) {
    /** Any number. */
    public static final Scalar UNKNOWN = withBits(Tnum.UNKNOWN);

    /** Zero. */
    public static final Scalar ZERO = of(0);

    /** Exactly this number. */
    public static Scalar of(long constant) {
        int low = (int) constant;
        return new Scalar(Tnum.of(constant), constant, constant, constant, constant, low, low, low, low);
    }

    /** These bits, and ranges of which nothing is known; {@link #synced} learns them from the bits. */
    public static Scalar withBits(Tnum bits) {
        return new Scalar(
                bits,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0,
                -1,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                0,
                -1);
    }

    /** A number of 32 bits, signed, of which only the range is known. */
    public static Scalar within(int least, int most) {
        return new Scalar(Tnum.UNKNOWN, least, most, 0, -1, least, most, 0, -1).synced();
    }

    /** As {@link #equals}, which is too slow before it is compiled for states that are compared again and again. */
    public boolean isSame(Scalar other) {
        return umin == other.umin && umax == other.umax && smin == other.smin && smax == other.smax
                && u32min == other.u32min && u32max == other.u32max && s32min == other.s32min && s32max == other.s32max
                && bits.isSame(other.bits);
    }

    /** Lets bits and ranges learn from each other ({@code reg_bounds_sync}). */
    public Scalar synced() {
        return new Draft(this).finishSynced();
    }

    /** Whether all bits are known. */
    public boolean isConstant() {
        return bits.isConstant();
    }

    /** Whether the low 32 bits are known. */
    public boolean isConstant32() {
        return bits.isConstant32();
    }

    /** The number, if {@link #isConstant}. */
    public long constant() {
        return bits.value();
    }

    /** The low 32 bits without a sign, if {@link #isConstant32}. */
    public long constant32() {
        return bits.value() & 0xffff_ffffL;
    }

    /**
     * The result of an arithmetic instruction with these operands ({@code adjust_scalar_min_max_vals}): nothing is known of
     * a quotient, of a remainder and of a shift by an amount that is not known or too large, not even the zeros that
     * an operation of 32 bits leaves above them.
     *
     * @param op any but {@code MOV}, for which there are {@link #zeroExtended32} and {@link #signExtended}
     * @param is32 whether the operation has 32 bits
     */
    public Scalar apply(AluOp op, boolean is32, Scalar other) {
        return Arithmetic.apply(op, is32, this, other);
    }

    /**
     * Whether the sign was spread over the number, or over its low half, so that it is 0 or -1. Linux explores
     * {@code AND} and {@code OR} with a constant once for each ({@code maybe_fork_scalars}), which are {@link #takenAs}: it
     * pushes the path with 0, at the same instruction, and goes on with -1.
     */
    public boolean isMinusOneOrZero() {
        return (smin == -1 && smax == 0) || (s32min == -1 && s32max == 0);
    }

    /** One of the two numbers of {@link #isMinusOneOrZero}; where only the low half is 0 or -1, the other remains as it is. */
    public Scalar takenAs(long choice) {
        if (smin == -1 && smax == 0) {
            return of(choice);
        }
        Draft draft = new Draft(this);
        draft.makeKnown32(choice);
        return draft.finish();
    }

    /** The result of a negation ({@code BPF_NEG}). */
    public Scalar negated(boolean is32) {
        return Arithmetic.negate(is32, this);
    }

    /** The variable offset of a pointer after an offset is added to it ({@code adjust_ptr_min_max_vals}), not yet synced. */
    public Scalar plusOffset(Scalar offset) {
        return Offsets.add(this, offset);
    }

    /** The variable offset of a pointer after an offset is subtracted from it, not yet synced. */
    public Scalar minusOffset(Scalar offset) {
        return Offsets.subtract(this, offset);
    }

    /** The low half of a register moved to another, with zeros above. */
    public Scalar zeroExtended32() {
        Draft draft = new Draft(this);
        draft.zeroExtend();
        return draft.finishSynced();
    }

    /**
     * The low {@code bytes} bytes with copies of their sign above: up to 64 bits ({@code coerce_reg_to_size_sx}), or up to
     * 32 bits and zeros above ({@code coerce_subreg_to_size_sx}).
     *
     * @param bytes 1, 2, or, up to 64 bits, 4
     */
    public Scalar signExtended(int bytes, boolean is32) {
        return is32 ? Extension.signExtend32(this, bytes) : Extension.signExtend64(this, bytes);
    }

    /** The low {@code bytes} bytes, fewer than 8, with zeros above ({@code coerce_reg_to_size}). */
    public Scalar truncated(int bytes) {
        return Extension.truncate(this, bytes);
    }

    /**
     * The low {@code bits} bits, 16, 32 or 64, in the reverse order of bytes, with zeros above ({@code scalar_byte_swap});
     * only bits are kept track of.
     */
    public Scalar byteSwapped(int bits) {
        return Extension.swapBytes(this, bits);
    }

    /** The low {@code bits} bits, 16, 32 or 64, in the order of a machine that needs no swap, with zeros above. */
    public Scalar littleEndian(int bits) {
        return bits == 64 ? synced() : truncated(bits / 8).synced();
    }

    /** What is known before it is made of a jump that compares two numbers ({@code is_scalar_branch_taken}). */
    public static Verdict decide(Condition condition, boolean is32, Scalar left, Scalar right) {
        return Branches.decide(condition, is32, left, right);
    }

    /**
     * What the outcome of a comparison that could not be decided teaches of its operands ({@code reg_set_min_max}), which
     * may be found to contradict each other: ask {@link #isConsistent}.
     *
     * @param taken whether the condition holds
     */
    public static Refined refine(Condition condition, boolean is32, Scalar left, Scalar right, boolean taken) {
        return Branches.refine(condition, is32, left, right, taken);
    }

    /** The same for a register that is compared to itself. */
    public Scalar refinedByItself(Condition condition, boolean is32, boolean taken) {
        return Branches.refineByItself(condition, is32, this, taken);
    }

    /** Whether no range is empty and known bits agree with the ranges ({@code reg_bounds_sanity_check}). */
    public boolean isConsistent() {
        return Consistency.violation(this) == null;
    }

    /**
     * What Linux puts into its log if {@link #isConsistent} is false, from the rule on: {@code range bounds violation u64=[…}.
     * Then it goes on with {@link #unbounded}, or, if the program is loaded with {@code BPF_F_TEST_REG_INVARIANTS}, fails.
     */
    public String violationText() {
        return Consistency.text(this);
    }

    /** The same bits, and ranges of which nothing is known ({@code __mark_reg_unbounded}). */
    public Scalar unbounded() {
        return withBits(bits);
    }

    /** Whether bits and ranges of {@code other} lie within these ({@code range_within} and {@code tnum_in}). */
    public boolean includes(Scalar other) {
        return bits.contains(other.bits)
                && smin <= other.smin
                && smax >= other.smax
                && !Unsigned.less(other.umin, umin)
                && !Unsigned.less(umax, other.umax)
                && s32min <= other.s32min
                && s32max >= other.s32max
                && !Unsigned.less(other.u32min, u32min)
                && !Unsigned.less(u32max, other.u32max);
    }

    /**
     * What Linux's log says of the number: the number itself if it is known (the log then has no parentheses around it),
     * otherwise what stands last between the parentheses, {@code smin=umin=1,…,var_off=(0x0; 0xff)}, without a comma before
     * it; empty if nothing is known.
     */
    public String logText() {
        return isConstant() ? LogNumber.signed(bits.value()) : RangeText.of(this);
    }
}
