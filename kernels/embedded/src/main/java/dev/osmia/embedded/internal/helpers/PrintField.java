package dev.osmia.embedded.internal.helpers;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * How wide a conversion prints, and with what it fills up.
 *
 * @param left whether what fills up comes behind
 * @param plus whether a positive number has a sign
 * @param space whether it has a blank in place of the sign
 * @param zeros whether numbers are filled up with zeros
 * @param width characters, -1 if none are asked for
 */
record PrintField(boolean left, boolean plus, boolean space, boolean zeros, int width) {
    static final PrintField NONE = new PrintField(false, false, false, false, -1);

    /** A conversion's text and what goes around it: blanks, sign, zeros, text, blanks. */
    record Padded(int before, byte[] sign, int zeros, byte[] text, int after) {}

    /** The same with what a flag asks for, or null if the character is no flag. */
    @Nullable
    PrintField with(byte flag) {
        return switch (flag) {
            case '-' -> new PrintField(true, plus, space, zeros, width);
            case '+' -> new PrintField(left, true, space, zeros, width);
            case ' ' -> new PrintField(left, plus, true, zeros, width);
            case '0' -> new PrintField(left, plus, space, true, width);
            default -> null;
        };
    }

    PrintField wide(int characters) {
        return new PrintField(left, plus, space, zeros, characters);
    }

    /** The same, filled up with zeros to a width unless another one is asked for. */
    PrintField atLeast(int characters) {
        return width == -1 ? new PrintField(left, plus, space, true, characters) : this;
    }

    Padded pad(byte[] text) {
        int missing = Math.max(width - text.length, 0);
        return new Padded(left ? 0 : missing, new byte[0], 0, text, left ? missing : 0);
    }

    /** A number in the base and with the sign that a conversion character means. */
    Padded number(long value, byte conversion) {
        boolean signed = conversion == 'd' || conversion == 'i';
        byte[] digits = digits(signed ? magnitude(value) : unsigned(value, conversion));
        byte[] sign = signed ? sign(value) : new byte[0];
        int missing = Math.max(width - digits.length - sign.length, 0);
        if (left) {
            return new Padded(0, sign, 0, digits, missing);
        }
        return zeros ? new Padded(0, sign, missing, digits, 0) : new Padded(missing, sign, 0, digits, 0);
    }

    private static String magnitude(long value) {
        return Long.toUnsignedString(value < 0 ? -value : value);
    }

    private static String unsigned(long value, byte conversion) {
        return switch (conversion) {
            case 'x' -> Long.toHexString(value);
            case 'X' -> Long.toHexString(value).toUpperCase(java.util.Locale.ROOT);
            default -> Long.toUnsignedString(value);
        };
    }

    private static byte[] digits(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] sign(long value) {
        if (value < 0) {
            return new byte[]{'-'};
        }
        if (plus) {
            return new byte[]{'+'};
        }
        return space ? new byte[]{' '} : new byte[0];
    }
}
