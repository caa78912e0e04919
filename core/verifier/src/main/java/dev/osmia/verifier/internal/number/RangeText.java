package dev.osmia.verifier.internal.number;

import java.util.ArrayList;
import java.util.List;

/** The ranges and bits of a number as Linux's log writes them: {@code print_scalar_ranges} and what follows it. */
final class RangeText {
    private RangeText() {
    }

    /** One bound; 32-bit ones that are not small count without the sign's extension, since that is how hexadecimal shows them. */
    private record Bound(String name, long value, boolean limits) {
        boolean isSigned() {
            return name.startsWith("s");
        }

        boolean isNegative() {
            return isSigned() && value < 0;
        }

        boolean joins(Bound other) {
            return value == other.value && isNegative() == other.isNegative();
        }

        String number() {
            return isSigned() ? LogNumber.signed(value) : LogNumber.unsigned(value);
        }
    }

    static String of(Scalar number) {
        List<String> parts = new ArrayList<>();
        addRanges(number, parts);
        if (!number.bits().isUnknown()) {
            parts.add("var_off=" + number.bits());
        }
        return String.join(",", parts);
    }

    /** A bound that another of its kind (least or greatest, so every second) equals is written together with it. */
    private static void addRanges(Scalar number, List<String> parts) {
        List<Bound> bounds = bounds(number);
        boolean[] written = new boolean[bounds.size()];
        for (int i = 0; i < bounds.size(); i++) {
            Bound bound = bounds.get(i);
            if (!bound.limits() || written[i]) {
                continue;
            }
            StringBuilder part = new StringBuilder(bound.name()).append('=');
            for (int j = i + 2; j < bounds.size(); j += 2) {
                Bound other = bounds.get(j);
                if (other.limits() && !written[j] && bound.joins(other)) {
                    written[j] = true;
                    part.append(other.name()).append('=');
                }
            }
            parts.add(part.append(bound.number()).toString());
        }
    }

    private static List<Bound> bounds(Scalar number) {
        return List.of(
                new Bound("smin", number.smin(), number.smin() != Long.MIN_VALUE),
                new Bound("smax", number.smax(), number.smax() != Long.MAX_VALUE),
                new Bound("umin", number.umin(), number.umin() != 0),
                new Bound("umax", number.umax(), number.umax() != -1),
                new Bound("smin32", printed32(number.s32min()), number.s32min() != Integer.MIN_VALUE),
                new Bound("smax32", printed32(number.s32max()), number.s32max() != Integer.MAX_VALUE),
                new Bound("umin32", Integer.toUnsignedLong(number.u32min()), number.u32min() != 0),
                new Bound("umax32", Integer.toUnsignedLong(number.u32max()), number.u32max() != -1));
    }

    private static long printed32(int bound) {
        return bound == (short) bound ? bound : Integer.toUnsignedLong(bound);
    }
}
