package dev.osmia.verifier.internal.number;

/** Sums, differences and products, of bits and of ranges: a range that may overflow on one side only is lost. */
final class Sums {
    private Sums() {
    }

    /** {@code scalar32_min_max_add}, {@code scalar_min_max_add}, {@code tnum_add}. */
    static void add(Draft draft, Scalar other) {
        addSigned32(draft, other);
        int u32min = draft.u32min + other.u32min();
        int u32max = draft.u32max + other.u32max();
        boolean minOverflows32 = Unsigned.less(u32min, draft.u32min);
        boolean maxOverflows32 = Unsigned.less(u32max, draft.u32max);
        draft.u32min = u32min;
        draft.u32max = u32max;
        if (!minOverflows32 && maxOverflows32) {
            draft.unboundUnsigned32();
        }

        addSigned(draft, other);
        long umin = draft.umin + other.umin();
        long umax = draft.umax + other.umax();
        boolean minOverflows = Unsigned.less(umin, draft.umin);
        boolean maxOverflows = Unsigned.less(umax, draft.umax);
        draft.umin = umin;
        draft.umax = umax;
        if (!minOverflows && maxOverflows) {
            draft.unboundUnsigned();
        }

        draft.bits = draft.bits.add(other.bits());
    }

    /** {@code scalar32_min_max_sub}, {@code scalar_min_max_sub}, {@code tnum_sub}. */
    static void subtract(Draft draft, Scalar other) {
        subtractSigned32(draft, other);
        boolean minUnderflows32 = Unsigned.less(draft.u32min, other.u32max());
        boolean maxUnderflows32 = Unsigned.less(draft.u32max, other.u32min());
        draft.u32min -= other.u32max();
        draft.u32max -= other.u32min();
        if (minUnderflows32 && !maxUnderflows32) {
            draft.unboundUnsigned32();
        }

        subtractSigned(draft, other);
        boolean minUnderflows = Unsigned.less(draft.umin, other.umax());
        boolean maxUnderflows = Unsigned.less(draft.umax, other.umin());
        draft.umin -= other.umax();
        draft.umax -= other.umin();
        if (minUnderflows && !maxUnderflows) {
            draft.unboundUnsigned();
        }

        draft.bits = draft.bits.subtract(other.bits());
    }

    /** {@code tnum_mul}, {@code scalar32_min_max_mul}, {@code scalar_min_max_mul}. */
    static void multiply(Draft draft, Scalar other) {
        draft.bits = draft.bits.multiply(other.bits());

        long u32min = Integer.toUnsignedLong(draft.u32min) * Integer.toUnsignedLong(other.u32min());
        long u32max = Integer.toUnsignedLong(draft.u32max) * Integer.toUnsignedLong(other.u32max());
        draft.u32min = (int) u32min;
        draft.u32max = (int) u32max;
        if (u32min >>> 32 != 0 || u32max >>> 32 != 0) {
            draft.unboundUnsigned32();
        }
        multiplySigned32(draft, other);

        boolean overflows = Math.unsignedMultiplyHigh(draft.umin, other.umin()) != 0
                || Math.unsignedMultiplyHigh(draft.umax, other.umax()) != 0;
        draft.umin *= other.umin();
        draft.umax *= other.umax();
        if (overflows) {
            draft.unboundUnsigned();
        }
        multiplySigned(draft, other);
    }

    /** The signed part of {@code scalar_min_max_add}. */
    static void addSigned(Draft draft, Scalar other) {
        long smin = draft.smin + other.smin();
        long smax = draft.smax + other.smax();
        boolean overflows = (((draft.smin ^ smin) & (other.smin() ^ smin))
                | ((draft.smax ^ smax) & (other.smax() ^ smax))) < 0;
        draft.smin = smin;
        draft.smax = smax;
        if (overflows) {
            draft.unboundSigned();
        }
    }

    /** The signed part of {@code scalar_min_max_sub}. */
    static void subtractSigned(Draft draft, Scalar other) {
        long smin = draft.smin - other.smax();
        long smax = draft.smax - other.smin();
        boolean overflows = (((draft.smin ^ other.smax()) & (draft.smin ^ smin))
                | ((draft.smax ^ other.smin()) & (draft.smax ^ smax))) < 0;
        draft.smin = smin;
        draft.smax = smax;
        if (overflows) {
            draft.unboundSigned();
        }
    }

    private static void addSigned32(Draft draft, Scalar other) {
        setSigned32(draft, (long) draft.s32min + other.s32min(), (long) draft.s32max + other.s32max());
    }

    private static void subtractSigned32(Draft draft, Scalar other) {
        setSigned32(draft, (long) draft.s32min - other.s32max(), (long) draft.s32max - other.s32min());
    }

    private static void multiplySigned32(Draft draft, Scalar other) {
        long a = (long) draft.s32min * other.s32min();
        long b = (long) draft.s32min * other.s32max();
        long c = (long) draft.s32max * other.s32min();
        long d = (long) draft.s32max * other.s32max();
        setSigned32(
                draft, Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
    }

    private static void setSigned32(Draft draft, long min, long max) {
        draft.s32min = (int) min;
        draft.s32max = (int) max;
        if (draft.s32min != min || draft.s32max != max) {
            draft.unboundSigned32();
        }
    }

    private static void multiplySigned(Draft draft, Scalar other) {
        if (productOverflows(draft.smin, other.smin())
                || productOverflows(draft.smin, other.smax())
                || productOverflows(draft.smax, other.smin())
                || productOverflows(draft.smax, other.smax())) {
            draft.unboundSigned();
            return;
        }
        long a = draft.smin * other.smin();
        long b = draft.smin * other.smax();
        long c = draft.smax * other.smin();
        long d = draft.smax * other.smax();
        draft.smin = Math.min(Math.min(a, b), Math.min(c, d));
        draft.smax = Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static boolean productOverflows(long a, long b) {
        return Math.multiplyHigh(a, b) != (a * b) >> 63;
    }
}
