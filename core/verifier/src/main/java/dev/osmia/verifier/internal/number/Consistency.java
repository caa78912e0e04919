package dev.osmia.verifier.internal.number;

import org.jspecify.annotations.Nullable;

/** Whether the parts of a number agree: {@code reg_bounds_sanity_check}. */
final class Consistency {
    private Consistency() {
    }

    /** The rule that is violated, in Linux's words. */
    static @Nullable String violation(Scalar number) {
        if (isSomeRangeEmpty(number)) {
            return "range bounds violation";
        }
        if (number.isConstant() && !isRange(number, number.constant())) {
            return "const tnum out of sync with range bounds";
        }
        if (number.isConstant32() && !isRange32(number, (int) number.constant32())) {
            return "const subreg tnum out of sync with range bounds";
        }
        return null;
    }

    static String text(Scalar number) {
        return violation(number)
                + " u64=" + range(number.umin(), number.umax())
                + " s64=" + range(number.smin(), number.smax())
                + " u32=" + range32(number.u32min(), number.u32max())
                + " s32=" + range32(number.s32min(), number.s32max())
                + " var_off=(" + LogNumber.hex(number.bits().value()) + ", "
                + LogNumber.hex(number.bits().mask()) + ")";
    }

    private static boolean isSomeRangeEmpty(Scalar number) {
        return Unsigned.less(number.umax(), number.umin())
                || number.smax() < number.smin()
                || Unsigned.less(number.u32max(), number.u32min())
                || number.s32max() < number.s32min();
    }

    private static boolean isRange(Scalar number, long constant) {
        return number.umin() == constant
                && number.umax() == constant
                && number.smin() == constant
                && number.smax() == constant;
    }

    private static boolean isRange32(Scalar number, int constant) {
        return number.u32min() == constant
                && number.u32max() == constant
                && number.s32min() == constant
                && number.s32max() == constant;
    }

    private static String range(long min, long max) {
        return "[" + LogNumber.hex(min) + ", " + LogNumber.hex(max) + "]";
    }

    private static String range32(int min, int max) {
        return range(Integer.toUnsignedLong(min), Integer.toUnsignedLong(max));
    }
}
