package dev.osmia.verifier.internal.number;

import dev.osmia.isa.Condition;

/** Comparisons of two numbers: what they decide, and what their outcome teaches. */
final class Branches {
    private Branches() {
    }

    static Verdict decide(Condition condition, boolean is32, Scalar left, Scalar right) {
        return switch (condition) {
            case EQ -> equal(is32, left, right);
            case NE -> not(equal(is32, left, right));
            case SET -> anyBitInCommon(is32, left, right);
            case GT -> above(is32, left, right, true);
            case LE -> above(is32, left, right, false);
            case LT -> above(is32, right, left, true);
            case GE -> above(is32, right, left, false);
            case SGT -> aboveSigned(is32, left, right, true);
            case SLE -> aboveSigned(is32, left, right, false);
            case SLT -> aboveSigned(is32, right, left, true);
            case SGE -> aboveSigned(is32, right, left, false);
        };
    }

    static Refined refine(Condition condition, boolean is32, Scalar left, Scalar right, boolean taken) {
        Draft first = new Draft(left);
        Draft second = new Draft(right);
        Refinement.refine(condition, taken, is32, first, second);
        return new Refined(first.finishSynced(), second.finishSynced());
    }

    static Scalar refineByItself(Condition condition, boolean is32, Scalar number, boolean taken) {
        Draft draft = new Draft(number);
        Refinement.refine(condition, taken, is32, draft, draft);
        draft.sync();
        return draft.finishSynced();
    }

    private static Verdict equal(boolean is32, Scalar left, Scalar right) {
        Tnum leftBits = is32 ? left.bits().low32() : left.bits();
        Tnum rightBits = is32 ? right.bits().low32() : right.bits();
        if (leftBits.isConstant() && rightBits.isConstant()) {
            return verdict(leftBits.value() == rightBits.value());
        }
        boolean apart = !leftBits.overlaps(rightBits)
                || isApart32(left, right)
                || (!is32 && isApart64(left, right));
        return apart ? Verdict.NOT_TAKEN : Verdict.UNKNOWN;
    }

    private static boolean isApart64(Scalar left, Scalar right) {
        return Unsigned.less(right.umax(), left.umin())
                || Unsigned.less(left.umax(), right.umin())
                || left.smin() > right.smax()
                || left.smax() < right.smin();
    }

    private static boolean isApart32(Scalar left, Scalar right) {
        return Unsigned.less(right.u32max(), left.u32min())
                || Unsigned.less(left.u32max(), right.u32min())
                || left.s32min() > right.s32max()
                || left.s32max() < right.s32min();
    }

    private static Verdict anyBitInCommon(boolean is32, Scalar left, Scalar right) {
        Tnum leftBits = is32 ? left.bits().low32() : left.bits();
        Tnum rightBits = is32 ? right.bits().low32() : right.bits();
        Tnum tested = rightBits.isConstant() ? leftBits : rightBits;
        Tnum mask = rightBits.isConstant() ? rightBits : leftBits;
        if (!mask.isConstant()) {
            return Verdict.UNKNOWN;
        }
        if ((tested.value() & mask.value()) != 0) {
            return Verdict.TAKEN;
        }
        return (tested.mask() & mask.value()) == 0 ? Verdict.NOT_TAKEN : Verdict.UNKNOWN;
    }

    private static Verdict above(boolean is32, Scalar left, Scalar right, boolean asked) {
        boolean always = is32
                ? Unsigned.less(right.u32max(), left.u32min())
                : Unsigned.less(right.umax(), left.umin());
        boolean never = is32
                ? !Unsigned.less(right.u32min(), left.u32max())
                : !Unsigned.less(right.umin(), left.umax());
        return verdict(always, never, asked);
    }

    private static Verdict aboveSigned(boolean is32, Scalar left, Scalar right, boolean asked) {
        boolean always = is32 ? left.s32min() > right.s32max() : left.smin() > right.smax();
        boolean never = is32 ? left.s32max() <= right.s32min() : left.smax() <= right.smin();
        return verdict(always, never, asked);
    }

    private static Verdict verdict(boolean holds) {
        return holds ? Verdict.TAKEN : Verdict.NOT_TAKEN;
    }

    /** Whether the outcome is the one asked for; empty ranges can be both above and below, and then they are what is asked. */
    private static Verdict verdict(boolean always, boolean never, boolean asked) {
        if (asked ? always : never) {
            return Verdict.TAKEN;
        }
        return (asked ? never : always) ? Verdict.NOT_TAKEN : Verdict.UNKNOWN;
    }

    private static Verdict not(Verdict verdict) {
        return switch (verdict) {
            case TAKEN -> Verdict.NOT_TAKEN;
            case NOT_TAKEN -> Verdict.TAKEN;
            case UNKNOWN -> Verdict.UNKNOWN;
        };
    }
}
