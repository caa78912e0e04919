package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;

/** What numbers may be returned. */
record Returns(long least, long most) {

    boolean include(Scalar value, boolean is32) {
        return is32
                ? least <= value.s32min() && value.s32max() <= most
                : least <= value.smin() && value.smax() <= most;
    }

    /** The rejection of a number that may be another ({@code verbose_invalid_scalar}). */
    Rejection rejection(Verification of, Scalar value, String when, String register) {
        StringBuilder text = new StringBuilder(when + " the register " + register + " has");
        if (value.smin() > Long.MIN_VALUE) {
            text.append(" smin=").append(value.smin());
        }
        if (value.smax() < Long.MAX_VALUE) {
            text.append(" smax=").append(value.smax());
        }
        if (value.smin() == Long.MIN_VALUE && value.smax() == Long.MAX_VALUE) {
            text.append(" unknown scalar value");
        }
        return of.invalid(text + " should have been in [" + least + ", " + most + "]");
    }
}
