package dev.osmia.cli.show;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;

/** Bytes as text. */
public final class Hex {
    private Hex() {
    }

    /** Two digits a byte. */
    public static String of(byte[] bytes, String separator) {
        return HexFormat.ofDelimiter(separator).formatHex(bytes);
    }

    /** Reads digits with blanks, colons or {@code 0x} between them, or null if the text is nothing of the kind. */
    public static byte @Nullable [] parse(String text) {
        String digits = text.replaceAll("0[xX]|[\\s:,]", "");
        if (digits.length() % 2 != 0) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (!HexFormat.isHexDigit(digits.charAt(i))) {
                return null;
            }
        }
        return HexFormat.of().parseHex(digits);
    }
}
