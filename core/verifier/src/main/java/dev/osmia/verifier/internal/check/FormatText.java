package dev.osmia.verifier.internal.check;

/** Formats of {@code bpf_snprintf} ({@code bpf_bprintf_prepare}). */
final class FormatText {
    private static final String FLAGS = "0+- ";
    private static final String NUMBERS = "diuxX";

    private FormatText() {
    }

    /** Whether a format is well-formed and asks for no more than so many arguments. */
    static boolean isValid(String format, int arguments) {
        int used = 0;
        for (int at = 0; at < format.length(); at++) {
            char here = format.charAt(at);
            if (here == 0x7f || here < ' ' && !isSpace(here)) {
                return false;
            }
            if (here != '%') {
                continue;
            }
            if (charAt(format, at + 1) == '%') {
                at++;
                continue;
            }
            if (used++ >= arguments) {
                return false;
            }
            int end = fieldEnd(format, at + 1);
            if (end < 0) {
                return false;
            }
            at = end;
        }
        return true;
    }

    /** The last character of a field, -1 if it is none. */
    private static int fieldEnd(String format, int start) {
        int at = start;
        while (charAt(format, at) != 0 && FLAGS.indexOf(charAt(format, at)) >= 0) {
            at++;
        }
        if (charAt(format, at) >= '1' && charAt(format, at) <= '9') {
            while (charAt(format, at) >= '0' && charAt(format, at) <= '9') {
                at++;
            }
        }
        return switch (charAt(format, at)) {
            case 'p' -> pointerEnd(format, at);
            case 's' -> textEnd(format, at);
            case 'c' -> at;
            default -> numberEnd(format, at);
        };
    }

    private static int pointerEnd(String format, int at) {
        char next = charAt(format, at + 1);
        char afterNext = charAt(format, at + 2);
        if (isEnd(next) || "KxsSB".indexOf(next) >= 0) {
            return at;
        }
        if ((next == 'k' || next == 'u') && afterNext == 's') {
            return textEnd(format, at + 2);
        }
        boolean isAddress = (next == 'i' || next == 'I') && (afterNext == '4' || afterNext == '6');
        return isAddress ? at + 2 : -1;
    }

    private static int textEnd(String format, int at) {
        return isEnd(charAt(format, at + 1)) ? at : -1;
    }

    private static int numberEnd(String format, int start) {
        int at = start;
        while (at < start + 2 && charAt(format, at) == 'l') {
            at++;
        }
        return charAt(format, at) != 0 && NUMBERS.indexOf(charAt(format, at)) >= 0 ? at : -1;
    }

    private static boolean isEnd(char next) {
        return next == 0 || isSpace(next) || isPunctuation(next);
    }

    /** Linux takes bytes for Latin-1. */
    private static boolean isPunctuation(char one) {
        boolean isAlphanumeric = one >= '0' && one <= '9' || one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z';
        return one > ' ' && one < 0x7f && !isAlphanumeric || one > 0xa0 && one < 0xc0 || one == 0xd7 || one == 0xf7;
    }

    private static boolean isSpace(char one) {
        return one == ' ' || one >= '\t' && one <= '\r' || one == 0xa0;
    }

    /** 0 behind the end. */
    private static char charAt(String format, int at) {
        return at < format.length() ? format.charAt(at) : 0;
    }
}
