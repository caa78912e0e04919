package dev.osmia.verifier.internal.number;

/**
 * A {@link Scalar} while an operation works on it: the steps of Linux's {@code kernel/bpf/verifier.c} change their operand
 * in place, and what a step learns depends on those before it.
 */
final class Draft {
    /** How often Linux lets the bounds learn from each other. */
    private static final int DEDUCTIONS = 3;
    private static final long HIGH_32 = 0xffff_ffff_0000_0000L;

    Tnum bits;
    long smin;
    long smax;
    long umin;
    long umax;
    int s32min;
    int s32max;
    int u32min;
    int u32max;

    Draft(Scalar scalar) {
        bits = scalar.bits();
        smin = scalar.smin();
        smax = scalar.smax();
        umin = scalar.umin();
        umax = scalar.umax();
        s32min = scalar.s32min();
        s32max = scalar.s32max();
        u32min = scalar.u32min();
        u32max = scalar.u32max();
    }

    Scalar finish() {
        return new Scalar(bits, smin, smax, umin, umax, s32min, s32max, u32min, u32max);
    }

    /** {@code reg_bounds_sync}, then the result. */
    Scalar finishSynced() {
        sync();
        return finish();
    }

    void makeKnown(long constant) {
        bits = Tnum.of(constant);
        smin = constant;
        smax = constant;
        umin = constant;
        umax = constant;
        makeBoundsKnown32((int) constant);
    }

    void makeKnown32(long constant) {
        bits = bits.withLow32(Tnum.of(constant));
        makeBoundsKnown32((int) constant);
    }

    private void makeBoundsKnown32(int constant) {
        s32min = constant;
        s32max = constant;
        u32min = constant;
        u32max = constant;
    }

    void unbound() {
        unbound64();
        unbound32();
    }

    void unbound64() {
        unboundSigned();
        unboundUnsigned();
    }

    void unbound32() {
        unboundSigned32();
        unboundUnsigned32();
    }

    void unboundSigned() {
        smin = Long.MIN_VALUE;
        smax = Long.MAX_VALUE;
    }

    void unboundUnsigned() {
        umin = 0;
        umax = -1;
    }

    void unboundSigned32() {
        s32min = Integer.MIN_VALUE;
        s32max = Integer.MAX_VALUE;
    }

    void unboundUnsigned32() {
        u32min = 0;
        u32max = -1;
    }

    /** {@code reg_bounds_sync}. */
    void sync() {
        if (isExact()) {
            return;
        }
        updateBounds();
        boolean learns = true;
        for (int round = 0; learns && round < DEDUCTIONS; round++) {
            learns = deduceBounds();
        }
        learnBits();
        updateBounds();
    }

    /** Whether this is one number in every way, which has nothing to learn. */
    private boolean isExact() {
        long constant = bits.value();
        int low = (int) constant;
        return bits.isConstant()
                && smin == constant
                && smax == constant
                && umin == constant
                && umax == constant
                && s32min == low
                && s32max == low
                && u32min == low
                && u32max == low;
    }

    /** {@code __update_reg_bounds}: bounds from bits. */
    void updateBounds() {
        updateBounds32();
        narrowSigned(bits.value() | (bits.mask() & Long.MIN_VALUE), bits.value() | (bits.mask() & Long.MAX_VALUE));
        narrowUnsigned(bits.value(), bits.value() | bits.mask());
        chooseOnlyMember();
    }

    /** Where one number only has these bits and lies in the unsigned range, it is that; or looks so, if none does. */
    private void chooseOnlyMember() {
        long next = bits.next(umin);
        if ((umin & ~bits.mask()) == bits.value()) {
            if (Unsigned.less(umax, next)) {
                makeKnown(umin);
            }
        } else if (next == (bits.value() | bits.mask())
                || (!Unsigned.less(umax, next) && Unsigned.less(umax, bits.next(next)))) {
            makeKnown(next);
        }
    }

    /** {@code __update_reg32_bounds}. */
    void updateBounds32() {
        int value = (int) bits.value();
        int mask = (int) bits.mask();
        narrowSigned32(value | (mask & Integer.MIN_VALUE), value | (mask & Integer.MAX_VALUE));
        narrowUnsigned32(value, value | mask);
    }

    /** {@code zext_32_to_64}: the high half becomes zero. */
    void zeroExtend() {
        bits = bits.low32();
        umin = Integer.toUnsignedLong(u32min);
        umax = Integer.toUnsignedLong(u32max);
        boolean positive = s32min >= 0 && s32max >= 0;
        smin = positive ? s32min : 0;
        smax = positive ? s32max : 0xffff_ffffL;
    }

    /** Whether something was learned; if not, nothing will be the next time. */
    private boolean deduceBounds() {
        long smin0 = smin;
        long smax0 = smax;
        long umin0 = umin;
        long umax0 = umax;
        int s32min0 = s32min;
        int s32max0 = s32max;
        int u32min0 = u32min;
        int u32max0 = u32max;
        deduceBounds32();
        deduceBounds64();
        deduceMixedBounds();
        return smin != smin0 || smax != smax0 || umin != umin0 || umax != umax0
                || s32min != s32min0 || s32max != s32max0 || u32min != u32min0 || u32max != u32max0;
    }

    private void deduceBounds32() {
        if (umin >>> 32 == umax >>> 32) {
            narrowUnsigned32((int) umin, (int) umax);
            if ((int) umin <= (int) umax) {
                narrowSigned32((int) umin, (int) umax);
            }
        }
        if (smin >> 32 == smax >> 32) {
            if (!Unsigned.less((int) smax, (int) smin)) {
                narrowUnsigned32((int) smin, (int) smax);
            }
            if ((int) smin <= (int) smax) {
                narrowSigned32((int) smin, (int) smax);
            }
        }
        if (crossesZeroOnce(umin, umax)) {
            narrowSigned32((int) umin, (int) umax);
        }
        if (crossesZeroOnce(smin, smax)) {
            narrowSigned32((int) smin, (int) smax);
        }
        if (u32min <= u32max) {
            narrowSigned32(u32min, u32max);
        }
        if (!Unsigned.less(s32max, s32min)) {
            narrowUnsigned32(s32min, s32max);
        } else if (Unsigned.less(u32max, s32min)) {
            s32min = u32min;
            u32max = Unsigned.min(u32max, s32max);
        } else if (Unsigned.less(s32max, u32min)) {
            s32max = u32max;
            u32min = Unsigned.max(u32min, s32min);
        }
    }

    /** Whether the low halves go from negative to not negative, while the high halves go up by one. */
    private static boolean crossesZeroOnce(long min, long max) {
        return (int) (min >>> 32) + 1 == (int) (max >>> 32) && (int) min < 0 && (int) max >= 0;
    }

    private void deduceBounds64() {
        if (umin <= umax) {
            narrowSigned(umin, umax);
        }
        if (!Unsigned.less(smax, smin)) {
            narrowUnsigned(smin, smax);
        } else if (Unsigned.less(umax, smin)) {
            smin = umin;
            umax = Unsigned.min(umax, smax);
        } else if (Unsigned.less(smax, umin)) {
            smax = umax;
            umin = Unsigned.max(umin, smin);
        }
    }

    private void deduceMixedBounds() {
        long low = Integer.toUnsignedLong(u32min);
        long high = Integer.toUnsignedLong(u32max);
        narrowUnsigned((umin & HIGH_32) | low, (umax & HIGH_32) | high);
        narrowSigned((smin & HIGH_32) | low, (smax & HIGH_32) | high);
        if (s32min >= 0 && smin >= Integer.MIN_VALUE && smax <= Integer.MAX_VALUE) {
            smin = s32min;
            smax = s32max;
            umin = s32min;
            umax = s32max;
            bits = bits.intersect(Tnum.range(smin, smax));
        }
    }

    /** {@code __reg_bound_offset}: bits from unsigned bounds. */
    private void learnBits() {
        Tnum whole = bits.intersect(Tnum.range(umin, umax));
        Tnum low = whole.low32()
                .intersect(Tnum.range(Integer.toUnsignedLong(u32min), Integer.toUnsignedLong(u32max)));
        bits = whole.withLow32(low);
    }

    void narrowSigned(long min, long max) {
        smin = Math.max(smin, min);
        smax = Math.min(smax, max);
    }

    void narrowUnsigned(long min, long max) {
        umin = Unsigned.max(umin, min);
        umax = Unsigned.min(umax, max);
    }

    void narrowSigned32(int min, int max) {
        s32min = Math.max(s32min, min);
        s32max = Math.min(s32max, max);
    }

    void narrowUnsigned32(int min, int max) {
        u32min = Unsigned.max(u32min, min);
        u32max = Unsigned.min(u32max, max);
    }
}
