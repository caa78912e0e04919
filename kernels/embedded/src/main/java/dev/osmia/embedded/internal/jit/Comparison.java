package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Width;

/**
 * A comparison that comes to the same as a branch's, and that HotSpot understands better: of ints, signed, and by order rather
 * than equality, as the ends of counted loops are.
 */
record Comparison(Width width, Condition condition) {

    /**
     * Chooses one.
     *
     * @param a what the left side may be
     * @param b what the right side may be
     */
    static Comparison of(Instruction.Branch branch, Range a, Range b) {
        return branch.width() == Width.W64
                ? of64(branch.condition(), a, b)
                : of32(branch.condition(), a, b.isConstant() ? b.truncated() : b);
    }

    private static Comparison of64(Condition condition, Range a, Range b) {
        boolean positive = a.low() >= 0 && b.low() >= 0;
        if (a.isInt() && b.isInt() && (positive || !isUnsigned(condition))) {
            return new Comparison(Width.W32, ordered(signed(condition), a, b));
        }
        if (a.isUnsignedInt() && b.isUnsignedInt()) {
            return new Comparison(Width.W32, unsigned(condition));
        }
        return new Comparison(Width.W64, positive ? signed(condition) : condition);
    }

    private static Comparison of32(Condition condition, Range a, Range b) {
        return new Comparison(Width.W32, a.isNatural() && b.isNatural() ? ordered(signed(condition), a, b) : condition);
    }

    /** A number that is at most the other is not it where it is less, and is it where it is not less. */
    private static Condition ordered(Condition condition, Range a, Range b) {
        if (!b.isConstant() || a.isConstant()) {
            return condition;
        }
        return switch (condition) {
            case NE -> a.high() == b.low() ? Condition.SLT : a.low() == b.low() ? Condition.SGT : condition;
            case EQ -> a.high() == b.low() ? Condition.SGE : a.low() == b.low() ? Condition.SLE : condition;
            default -> condition;
        };
    }

    private static boolean isUnsigned(Condition condition) {
        return signed(condition) != condition;
    }

    private static Condition signed(Condition condition) {
        return switch (condition) {
            case GT -> Condition.SGT;
            case GE -> Condition.SGE;
            case LT -> Condition.SLT;
            case LE -> Condition.SLE;
            default -> condition;
        };
    }

    private static Condition unsigned(Condition condition) {
        return switch (condition) {
            case SGT -> Condition.GT;
            case SGE -> Condition.GE;
            case SLT -> Condition.LT;
            case SLE -> Condition.LE;
            default -> condition;
        };
    }
}
