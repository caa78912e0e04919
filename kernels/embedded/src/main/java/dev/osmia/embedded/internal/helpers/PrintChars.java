package dev.osmia.embedded.internal.helpers;

import java.util.HexFormat;
import java.util.StringJoiner;

/** Characters as the kernel sorts them, and network addresses as it writes them. */
final class PrintChars {
    private PrintChars() {
    }

    /** Whether a format may hold it: bytes of UTF-8 too, but no control characters. */
    static boolean isText(byte character) {
        return character < 0 || character >= ' ' && character < 0x7f || isSpace(character);
    }

    static boolean isSpace(byte character) {
        return character == ' ' || character >= '\t' && character <= '\r' || character == (byte) 0xa0;
    }

    static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    static boolean isAlphanumeric(byte character) {
        int lower = character | 0x20;
        return isDigit(character) || lower >= 'a' && lower <= 'z';
    }

    /** Linux takes bytes for Latin-1. */
    private static boolean isPunctuation(byte character) {
        int latin = Byte.toUnsignedInt(character);
        return latin > ' ' && latin < 0x7f && !isAlphanumeric(character) || latin > 0xa0 && latin < 0xc0
                || latin == 0xd7 || latin == 0xf7;
    }

    /** Whether it may stand behind {@code %p} and {@code %s}: the end, a blank, or punctuation. */
    static boolean endsConversion(byte character) {
        return character == 0 || isSpace(character) || isPunctuation(character);
    }

    /** Four decimal numbers; plain ones have three digits each. */
    static String ipv4(byte[] address, boolean plain) {
        StringJoiner text = new StringJoiner(".");
        for (byte part : address) {
            text.add((plain ? "%03d" : "%d").formatted(part & 0xff));
        }
        return text.toString();
    }

    /** Eight hexadecimal numbers, all digits written; plain ones without colons. */
    static String ipv6(byte[] address, boolean plain) {
        StringJoiner text = new StringJoiner(plain ? "" : ":");
        for (int at = 0; at < address.length; at += 2) {
            text.add(HexFormat.of().formatHex(address, at, at + 2));
        }
        return text.toString();
    }
}
