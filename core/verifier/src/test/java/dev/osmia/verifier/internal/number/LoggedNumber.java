package dev.osmia.verifier.internal.number;

import java.util.List;

/** Numbers as the table of Linux's results writes them: a constant, or ranges and bits in braces. */
final class LoggedNumber {
    private static final List<String> BOUNDS = List.of("smin", "smax", "umin", "umax", "smin32", "smax32", "umin32",
            "umax32");

    private LoggedNumber() {
    }

    static Scalar read(String text) {
        if (!text.startsWith("{")) {
            return Scalar.of(number(text));
        }
        Tnum bits = Tnum.UNKNOWN;
        long[] bounds = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1};
        for (String part : text.substring(1, text.length() - 1).split(",", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (part.startsWith("var_off=")) {
                bits = readBits(part.substring("var_off=".length()));
                continue;
            }
            String[] names = part.split("=", -1);
            for (int i = 0; i < names.length - 1; i++) {
                bounds[BOUNDS.indexOf(names[i])] = number(names[names.length - 1]);
            }
        }
        return new Scalar(
                bits,
                bounds[0],
                bounds[1],
                bounds[2],
                bounds[3],
                (int) bounds[4],
                (int) bounds[5],
                (int) bounds[6],
                (int) bounds[7]);
    }

    /** As Linux prints it after an operation: a number that contradicts itself has lost its ranges by then. */
    static String write(Scalar number) {
        Scalar kept = number.isConsistent() ? number : number.unbounded();
        return kept.isConstant() ? kept.logText() : "{" + kept.logText() + "}";
    }

    private static Tnum readBits(String text) {
        if (!text.startsWith("(")) {
            return Tnum.of(number(text));
        }
        String[] parts = text.substring(1, text.length() - 1).split("; ", -1);
        return new Tnum(number(parts[0]), number(parts[1]));
    }

    private static long number(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }
}
