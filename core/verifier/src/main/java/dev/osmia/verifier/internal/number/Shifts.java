package dev.osmia.verifier.internal.number;

import dev.osmia.isa.AluOp;

/**
 * Shifts by a known amount. A shift of 64 bits moves bits between the halves, so that what is known of the low half comes
 * from the bits alone; one of 32 bits leaves the ranges of 64 bits to the extension that follows.
 */
final class Shifts {
    private Shifts() {
    }

    /** Whether Linux computes anything: the amount is known and smaller than the width ({@code is_safe_to_compute_dst_reg_range}). */
    static boolean isKnownAmount(Scalar amount, boolean is32) {
        boolean known = is32
                ? amount.isConstant32() && amount.s32min() == amount.s32max() && amount.u32min() == amount.u32max()
                : amount.isConstant() && amount.smin() == amount.smax() && amount.umin() == amount.umax();
        return known && Unsigned.less(amount.umax(), is32 ? 32L : 64L);
    }

    static void shift(AluOp op, boolean is32, Draft draft, Scalar amount) {
        int shift = is32 ? amount.u32min() : (int) amount.umin();
        if (is32) {
            draft.bits = draft.bits.low32();
        }
        switch (op) {
            case LSH -> left(draft, shift, is32);
            case RSH -> right(draft, shift, is32);
            default -> rightArithmetic(draft, shift, is32);
        }
        if (is32) {
            draft.unbound64();
            draft.updateBounds32();
        } else {
            draft.updateBounds();
        }
    }

    private static void left(Draft draft, int shift, boolean is32) {
        if (!is32) {
            leftBounds(draft, shift);
        }
        leftBounds32(draft, shift);
        Tnum shifted = draft.bits.shiftLeft(shift);
        draft.bits = is32 ? shifted.low32() : shifted;
    }

    /** {@code __scalar64_min_max_lsh}: a shift by 32 is how compilers begin the extension of a low half. */
    private static void leftBounds(Draft draft, int shift) {
        draft.smax = shift == 32 ? (long) draft.s32max << 32 : Long.MAX_VALUE;
        draft.smin = shift == 32 ? (long) draft.s32min << 32 : Long.MIN_VALUE;
        if (Unsigned.less(1L << (63 - shift), draft.umax)) {
            draft.unboundUnsigned();
        } else {
            draft.umin <<= shift;
            draft.umax <<= shift;
        }
    }

    /** {@code __scalar32_min_max_lsh}. */
    private static void leftBounds32(Draft draft, int shift) {
        draft.unboundSigned32();
        if (shift > 31 || Unsigned.less(1 << (31 - shift), draft.u32max)) {
            draft.unboundUnsigned32();
        } else {
            draft.u32min <<= shift;
            draft.u32max <<= shift;
        }
    }

    private static void right(Draft draft, int shift, boolean is32) {
        draft.bits = draft.bits.shiftRight(shift);
        if (is32) {
            draft.unboundSigned32();
            draft.u32min >>>= shift;
            draft.u32max >>>= shift;
        } else {
            draft.unboundSigned();
            draft.umin >>>= shift;
            draft.umax >>>= shift;
            draft.unbound32();
        }
    }

    private static void rightArithmetic(Draft draft, int shift, boolean is32) {
        draft.bits = draft.bits.shiftRightArithmetic(shift, is32 ? 32 : 64);
        if (is32) {
            draft.s32min >>= shift;
            draft.s32max >>= shift;
            draft.unboundUnsigned32();
        } else {
            draft.smin >>= shift;
            draft.smax >>= shift;
            draft.unboundUnsigned();
            draft.unbound32();
        }
    }
}
