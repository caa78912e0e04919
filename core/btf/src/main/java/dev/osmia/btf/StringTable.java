package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The zero-terminated strings of a table, which continue those of its base; decoded when they are asked for. */
final class StringTable {
    private final @Nullable StringTable base;
    private final int start;
    private final byte[] bytes;

    /** Takes over the bytes; the last one is zero, or there are none. */
    StringTable(@Nullable StringTable base, byte[] bytes) {
        this.base = base;
        this.start = base == null ? 0 : base.end();
        this.bytes = bytes;
    }

    @Nullable
    StringTable base() {
        return base;
    }

    /** One past the last valid offset. */
    int end() {
        return start + bytes.length;
    }

    /** First offset that is not the base's. */
    int start() {
        return start;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean contains(int offset) {
        return offset >= 0 && offset < end();
    }

    /** The string at a valid offset. */
    String get(int offset) {
        StringTable table = holder(offset);
        int from = offset - table.start;
        return new String(table.bytes, from, table.terminator(from) - from, StandardCharsets.UTF_8);
    }

    /** The hash of the string without its flavour. */
    int flavourlessHash(int offset) {
        StringTable table = holder(offset);
        int from = offset - table.start;
        return hash(table.bytes, from, Flavour.lengthWithout(table.bytes, from, table.terminator(from) - from));
    }

    static int hash(byte[] bytes, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Whether the string is a text, or that with a flavour. */
    boolean matchesFlavour(int offset, byte[] text) {
        StringTable table = holder(offset);
        int from = offset - table.start;
        int length = Flavour.lengthWithout(table.bytes, from, table.terminator(from) - from);
        return Arrays.equals(table.bytes, from, from + length, text, 0, text.length);
    }

    boolean matches(int offset, byte[] text) {
        StringTable table = holder(offset);
        int from = offset - table.start;
        int length = text.length;
        if (from + length >= table.bytes.length || table.bytes[from + length] != 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (table.bytes[from + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty(int offset) {
        StringTable table = holder(offset);
        return table.bytes[offset - table.start] == 0;
    }

    /**
     * Whether the string at a valid offset is UTF-8 without control characters.
     *
     * @param maxLength bytes beyond which it is not
     */
    boolean isPrintable(int offset, int maxLength) {
        StringTable table = holder(offset);
        int from = offset - table.start;
        boolean ascii = true;
        int at = from;
        for (; table.bytes[at] != 0; at++) {
            int c = table.bytes[at];
            if (at - from == maxLength) {
                return false;
            }
            if (c < 0) {
                ascii = false;
            } else if (c < ' ' || c == 0x7f) {
                return false;
            }
        }
        return ascii || isUtf8(ByteBuffer.wrap(table.bytes, from, at - from));
    }

    private static boolean isUtf8(ByteBuffer text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(text);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private StringTable holder(int offset) {
        StringTable table = this;
        while (offset < table.start && table.base != null) {
            table = table.base;
        }
        return table;
    }

    private int terminator(int from) {
        int at = from;
        while (bytes[at] != 0) {
            at++;
        }
        return at;
    }
}
