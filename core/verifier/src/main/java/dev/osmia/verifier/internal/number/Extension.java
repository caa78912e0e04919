package dev.osmia.verifier.internal.number;

/** Numbers cut to fewer bytes, with zeros or copies of the sign above them. */
final class Extension {
    private Extension() {
    }

    /** {@code coerce_reg_to_size}. */
    static Scalar truncate(Scalar number, int bytes) {
        Draft draft = new Draft(number);
        draft.bits = draft.bits.cast(bytes);
        long kept = (1L << (bytes * 8)) - 1;
        if ((draft.umin & ~kept) == (draft.umax & ~kept)) {
            draft.umin &= kept;
            draft.umax &= kept;
        } else {
            draft.umin = 0;
            draft.umax = kept;
        }
        draft.smin = draft.umin;
        draft.smax = draft.umax;
        if (bytes < 4) {
            draft.unbound32();
        }
        return draft.finishSynced();
    }

    /** {@code scalar_byte_swap} where bytes change their places. */
    static Scalar swapBytes(Scalar number, int bits) {
        Scalar swapped = Scalar.withBits(number.bits().swapBytes(bits));
        return bits == 64 ? swapped.synced() : truncate(swapped, bits / 8).synced();
    }

    /** {@code coerce_reg_to_size_sx}, after which Linux syncs nothing. */
    static Scalar signExtend64(Scalar number, int bytes) {
        int unused = 64 - 8 * bytes;
        if (number.isConstant()) {
            return Scalar.of(signExtend(number.constant(), unused));
        }
        long first = signExtend(number.smin(), unused);
        long second = signExtend(number.smax(), unused);
        boolean sameAbove = number.smin() >> (8 * bytes) == number.smax() >> (8 * bytes);
        if (!sameAbove || (first < 0) != (second < 0)) {
            return ofSigned(-1L << (8 * bytes - 1));
        }
        long min = Math.min(first, second);
        long max = Math.max(first, second);
        return new Scalar(Tnum.range(min, max), min, max, min, max, (int) min, (int) max, (int) min, (int) max);
    }

    /** {@code coerce_subreg_to_size_sx}, and the extension with zeros that follows it. */
    static Scalar signExtend32(Scalar number, int bytes) {
        Draft draft = new Draft(number);
        extendLowHalf(draft, 32 - 8 * bytes);
        draft.zeroExtend();
        return draft.finishSynced();
    }

    private static void extendLowHalf(Draft draft, int unused) {
        if (draft.bits.isConstant()) {
            int constant = (int) draft.bits.value() << unused >> unused;
            draft.bits = Tnum.of(constant);
            setRange32(draft, constant, constant);
            return;
        }
        int first = draft.s32min << unused >> unused;
        int second = draft.s32max << unused >> unused;
        boolean sameAbove = draft.s32min >> (32 - unused) == draft.s32max >> (32 - unused);
        if (!sameAbove || (first < 0) != (second < 0)) {
            draft.bits = Tnum.UNKNOWN.low32();
            draft.unboundUnsigned32();
            draft.s32min = -1 << (31 - unused);
            draft.s32max = ~draft.s32min;
            return;
        }
        int min = Math.min(first, second);
        int max = Math.max(first, second);
        setRange32(draft, min, max);
        draft.bits = Tnum.range(min, max).low32();
    }

    private static void setRange32(Draft draft, int min, int max) {
        draft.s32min = min;
        draft.s32max = max;
        draft.u32min = min;
        draft.u32max = max;
    }

    private static long signExtend(long number, int unused) {
        return number << unused >> unused;
    }

    /** From {@code min} to its complement, and nothing else known ({@code set_sext64_default_val}). */
    private static Scalar ofSigned(long min) {
        return new Scalar(Tnum.UNKNOWN, min, ~min, 0, -1, (int) min, (int) ~min, 0, -1);
    }
}
