package dev.osmia.verifier.internal.number;

import dev.osmia.isa.Condition;

/** What the outcome of a comparison teaches of its operands: {@code regs_refine_cond_op} of Linux 6.18, before the sync. */
final class Refinement {
    private Refinement() {
    }

    /** Both operands are one and the same draft if a register is compared to itself. */
    static void refine(Condition condition, boolean holds, boolean is32, Draft left, Draft right) {
        switch (condition) {
            case EQ -> equal(holds, is32, left, right);
            case NE -> equal(!holds, is32, left, right);
            case SET -> test(holds, is32, left, right);
            case LT -> unsigned(holds, true, is32, left, right);
            case LE -> unsigned(holds, false, is32, left, right);
            case GT -> unsigned(holds, true, is32, right, left);
            case GE -> unsigned(holds, false, is32, right, left);
            case SLT -> signed(holds, true, is32, left, right);
            case SLE -> signed(holds, false, is32, left, right);
            case SGT -> signed(holds, true, is32, right, left);
            case SGE -> signed(holds, false, is32, right, left);
        }
    }

    private static void equal(boolean holds, boolean is32, Draft left, Draft right) {
        if (holds && is32) {
            makeEqual32(left, right);
        } else if (holds) {
            makeEqual(left, right);
        } else if (isConstant(right, is32)) {
            exclude(right.bits.value(), is32, left);
        } else if (isConstant(left, is32)) {
            exclude(left.bits.value(), is32, right);
        }
    }

    private static void makeEqual32(Draft left, Draft right) {
        left.narrowUnsigned32(right.u32min, right.u32max);
        left.narrowSigned32(right.s32min, right.s32max);
        right.u32min = left.u32min;
        right.u32max = left.u32max;
        right.s32min = left.s32min;
        right.s32max = left.s32max;
        Tnum low = left.bits.low32().intersect(right.bits.low32());
        left.bits = left.bits.withLow32(low);
        right.bits = right.bits.withLow32(low);
    }

    private static void makeEqual(Draft left, Draft right) {
        left.narrowUnsigned(right.umin, right.umax);
        left.narrowSigned(right.smin, right.smax);
        right.umin = left.umin;
        right.umax = left.umax;
        right.smin = left.smin;
        right.smax = left.smax;
        left.bits = left.bits.intersect(right.bits);
        right.bits = left.bits;
    }

    private static boolean isConstant(Draft draft, boolean is32) {
        return is32 ? draft.bits.isConstant32() : draft.bits.isConstant();
    }

    /** A constant at the edge of a range is cut off. */
    private static void exclude(long constant, boolean is32, Draft draft) {
        if (is32) {
            exclude32((int) constant, draft);
        } else {
            exclude64(constant, draft);
        }
    }

    private static void exclude32(int constant, Draft draft) {
        if (draft.u32min == constant) {
            draft.u32min++;
        }
        if (draft.u32max == constant) {
            draft.u32max--;
        }
        if (draft.s32min == constant) {
            draft.s32min++;
        }
        if (draft.s32max == constant) {
            draft.s32max--;
        }
    }

    private static void exclude64(long constant, Draft draft) {
        if (draft.umin == constant) {
            draft.umin++;
        }
        if (draft.umax == constant) {
            draft.umax--;
        }
        if (draft.smin == constant) {
            draft.smin++;
        }
        if (draft.smax == constant) {
            draft.smax--;
        }
    }

    private static void test(boolean holds, boolean is32, Draft left, Draft right) {
        Draft mask = isConstant(right, is32) ? right : left;
        if (isConstant(mask, is32)) {
            Draft tested = mask == right ? left : right;
            long bits = is32 ? mask.bits.low32().value() : mask.bits.value();
            if (holds) {
                someBitSet(bits, tested);
            } else {
                noBitSet(bits, tested);
            }
        }
    }

    /** Which bit it is is known only of a mask with one. */
    private static void someBitSet(long mask, Draft draft) {
        if (Long.bitCount(mask) == 1) {
            draft.bits = draft.bits.or(Tnum.of(mask));
        }
    }

    /** Linux forgets the ranges, so that those of a path that no run takes do not contradict the bits. */
    private static void noBitSet(long mask, Draft draft) {
        draft.unbound();
        draft.bits = draft.bits.and(Tnum.of(~mask));
    }

    /** Left is less than right, strictly or not; if it does not hold, right is less than left, the other way. */
    private static void unsigned(boolean holds, boolean strictly, boolean is32, Draft left, Draft right) {
        Draft lower = holds ? left : right;
        Draft upper = holds ? right : left;
        int step = holds == strictly ? 1 : 0;
        if (is32) {
            lower.u32max = Unsigned.min(lower.u32max, upper.u32max - step);
            upper.u32min = Unsigned.max(lower.u32min + step, upper.u32min);
        } else {
            lower.umax = Unsigned.min(lower.umax, upper.umax - step);
            upper.umin = Unsigned.max(lower.umin + step, upper.umin);
        }
    }

    private static void signed(boolean holds, boolean strictly, boolean is32, Draft left, Draft right) {
        Draft lower = holds ? left : right;
        Draft upper = holds ? right : left;
        int step = holds == strictly ? 1 : 0;
        if (is32) {
            lower.s32max = Math.min(lower.s32max, upper.s32max - step);
            upper.s32min = Math.max(lower.s32min + step, upper.s32min);
        } else {
            lower.smax = Math.min(lower.smax, upper.smax - step);
            upper.smin = Math.max(lower.smin + step, upper.smin);
        }
    }
}
