package dev.osmia.verifier.internal.number;

/**
 * And, or, exclusive or. Linux computes both widths each time, the low half first, and forgets a signed range where the
 * unsigned one crosses the sign.
 */
final class BitOperations {
    private BitOperations() {
    }

    /** {@code tnum_and}, {@code scalar32_min_max_and}, {@code scalar_min_max_and}. */
    static void and(Draft draft, Scalar other) {
        draft.bits = draft.bits.and(other.bits());
        if (!makeKnown32(draft, other)) {
            setUnsigned32(draft, (int) draft.bits.value(), Unsigned.min(draft.u32max, other.u32max()));
        }
        if (!makeKnown(draft, other)) {
            setUnsigned(draft, draft.bits.value(), Unsigned.min(draft.umax, other.umax()));
        }
    }

    /** {@code tnum_or}, {@code scalar32_min_max_or}, {@code scalar_min_max_or}. */
    static void or(Draft draft, Scalar other) {
        draft.bits = draft.bits.or(other.bits());
        long possible = draft.bits.value() | draft.bits.mask();
        if (!makeKnown32(draft, other)) {
            setUnsigned32(draft, Unsigned.max(draft.u32min, other.u32min()), (int) possible);
        }
        if (!makeKnown(draft, other)) {
            setUnsigned(draft, Unsigned.max(draft.umin, other.umin()), possible);
        }
    }

    /** {@code tnum_xor}, {@code scalar32_min_max_xor}, {@code scalar_min_max_xor}. */
    static void xor(Draft draft, Scalar other) {
        draft.bits = draft.bits.xor(other.bits());
        long possible = draft.bits.value() | draft.bits.mask();
        if (!makeKnown32(draft, other)) {
            setUnsigned32(draft, (int) draft.bits.value(), (int) possible);
        }
        if (!makeKnown(draft, other)) {
            setUnsigned(draft, draft.bits.value(), possible);
        }
    }

    private static boolean makeKnown32(Draft draft, Scalar other) {
        boolean known = other.isConstant32() && draft.bits.isConstant32();
        if (known) {
            draft.makeKnown32(draft.bits.value());
        }
        return known;
    }

    private static boolean makeKnown(Draft draft, Scalar other) {
        boolean known = other.isConstant() && draft.bits.isConstant();
        if (known) {
            draft.makeKnown(draft.bits.value());
        }
        return known;
    }

    private static void setUnsigned32(Draft draft, int min, int max) {
        draft.u32min = min;
        draft.u32max = max;
        if (min <= max) {
            draft.s32min = min;
            draft.s32max = max;
        } else {
            draft.unboundSigned32();
        }
    }

    private static void setUnsigned(Draft draft, long min, long max) {
        draft.umin = min;
        draft.umax = max;
        if (min <= max) {
            draft.smin = min;
            draft.smax = max;
        } else {
            draft.unboundSigned();
        }
        draft.updateBounds();
    }
}
