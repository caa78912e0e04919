package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Takes the header and the sections of a table apart and has them checked. */
final class BtfReader {
    static final short MAGIC = (short) 0xeb9f;
    static final byte VERSION = 1;
    /** Bytes of the header as this version knows it; a longer one is accepted if the rest is zero. */
    static final int HEADER_BYTES = 24;

    private static final int VERSION_AT = 2;
    private static final int FLAGS_AT = 3;
    private static final int HEADER_LENGTH_AT = 4;
    private static final int TYPES_AT = 8;
    private static final int STRINGS_AT = 16;

    private final ByteBuffer in;

    private BtfReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    static Btf read(@Nullable Btf base, byte[] bytes) {
        return new BtfReader(bytes).read(base);
    }

    /** A part of the data, by its offset and length in bytes. */
    private record Section(int offset, int length) {
        int end() {
            return offset + length;
        }
    }

    private Btf read(@Nullable Btf base) {
        int headerLength = header();
        Section types = section("type", TYPES_AT, headerLength);
        Section strings = section("string", STRINGS_AT, headerLength);
        if (types.length() > 0 && strings.length() > 0 && types.end() > strings.offset()
                && strings.end() > types.offset()) {
            throw new BtfFormatException(strings.offset(),
                    "the string section overlaps the type section, which ends at "
                            + types.end(),
                    "sections apart");
        }
        if ((types.offset() | types.length()) % 4 != 0) {
            throw new BtfFormatException(TYPES_AT, "the type section has offset " + types.offset() + " and length "
                    + types.length(), "multiples of 4");
        }
        StringTable stringTable = strings(base, strings);
        TypeTable typeTable = TypeTable.scan(base == null ? 1 : base.size(), words(types), types.offset());
        return TypeChecker.check(new Btf(base, in.order(), typeTable, stringTable), types.offset());
    }

    private int header() {
        if (in.limit() < HEADER_BYTES) {
            throw new BtfFormatException(0, in.limit() + " bytes", "a header of " + HEADER_BYTES + " bytes");
        }
        if (in.getShort(0) != MAGIC) {
            in.order(ByteOrder.LITTLE_ENDIAN);
        }
        if (in.getShort(0) != MAGIC) {
            throw new BtfFormatException(0, "magic number 0x" + Integer.toHexString(in.getShort(0) & 0xffff),
                    "0xeb9f in either byte order");
        }
        if (in.get(VERSION_AT) != VERSION) {
            throw new BtfFormatException(VERSION_AT, "version " + in.get(VERSION_AT), "version 1");
        }
        if (in.get(FLAGS_AT) != 0) {
            throw new BtfFormatException(FLAGS_AT, "flags 0x" + Integer.toHexString(in.get(FLAGS_AT) & 0xff), "0");
        }
        int length = in.getInt(HEADER_LENGTH_AT);
        if (length < HEADER_BYTES || length > in.limit()) {
            throw new BtfFormatException(HEADER_LENGTH_AT, "header length " + Integer.toUnsignedString(length),
                    HEADER_BYTES + " to " + in.limit());
        }
        for (int at = HEADER_BYTES; at < length; at++) {
            if (in.get(at) != 0) {
                throw new BtfFormatException(at, "an unknown field of the header is set", "0");
            }
        }
        return length;
    }

    private Section section(String name, int field, int headerLength) {
        long offset = headerLength + Integer.toUnsignedLong(in.getInt(field));
        long length = Integer.toUnsignedLong(in.getInt(field + 4));
        if (offset + length > in.limit()) {
            throw new BtfFormatException(field,
                    "the " + name + " section goes from " + offset + " to " + (offset + length),
                    "an end within the " + in.limit() + " bytes");
        }
        return new Section((int) offset, (int) length);
    }

    private int[] words(Section section) {
        int[] words = new int[section.length() / 4];
        in.slice(section.offset(), section.length()).order(in.order()).asIntBuffer().get(words);
        return words;
    }

    private StringTable strings(@Nullable Btf base, Section section) {
        byte[] bytes = Arrays.copyOfRange(in.array(), section.offset(), section.end());
        if (base == null && (bytes.length == 0 || bytes[0] != 0)) {
            throw new BtfFormatException(section.offset(), "the string section does not start with an empty string",
                    "a zero byte");
        }
        if (bytes.length > 0 && bytes[bytes.length - 1] != 0) {
            throw new BtfFormatException(section.end() - 1, "the last string is not terminated", "a zero byte");
        }
        if (base != null && base.strings().end() > Integer.MAX_VALUE - bytes.length) {
            throw new BtfFormatException(section.offset(),
                    "the strings go beyond 2 GiB together with those of the base",
                    "less than 2 GiB");
        }
        return new StringTable(base == null ? null : base.strings(), bytes);
    }
}
