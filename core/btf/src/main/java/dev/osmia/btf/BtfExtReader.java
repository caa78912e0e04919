package dev.osmia.btf;

import dev.osmia.btf.BtfExt.CoreRelocation;
import dev.osmia.btf.BtfExt.FuncInfo;
import dev.osmia.btf.BtfExt.InSection;
import dev.osmia.btf.BtfExt.LineInfo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Takes a {@code .BTF.ext} section apart. */
final class BtfExtReader {
    /** The header up to and with the line info; CO-RE relocations were added later. */
    static final int MIN_HEADER_BYTES = 24;
    static final int HEADER_BYTES = 32;
    static final int FUNC_BYTES = 8;
    static final int LINE_BYTES = 16;
    static final int CORE_BYTES = 16;
    static final int COLUMN_BITS = 10;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int SECTION_HEADER_BYTES = 8;
    private static final CoreKind[] CORE_KINDS = CoreKind.values();

    private final Btf btf;
    private final ByteBuffer in;
    private final Map<Integer, String> strings = new HashMap<>();
    private long stringBudget;

    BtfExtReader(Btf btf, byte[] bytes) {
        this.btf = btf;
        this.in = ByteBuffer.wrap(bytes);
        // Strings that do not lie within each other never need more than the section once.
        this.stringBudget = 4L * btf.strings().end() + 65536;
    }

    BtfExt read() {
        int header = header();
        List<InSection<FuncInfo>> functions = part("function", 8, header, FUNC_BYTES, this::function);
        List<InSection<LineInfo>> lines = part("line", 16, header, LINE_BYTES, this::line);
        List<InSection<CoreRelocation>> relocations = header >= HEADER_BYTES
                ? part("CO-RE", 24, header, CORE_BYTES, this::relocation)
                : List.of();
        return new BtfExt(functions, lines, relocations);
    }

    private int header() {
        if (in.limit() < MIN_HEADER_BYTES) {
            throw new BtfFormatException(0, in.limit() + " bytes of .BTF.ext",
                    "a header of at least " + MIN_HEADER_BYTES + " bytes");
        }
        if (in.getShort(0) != BtfReader.MAGIC) {
            in.order(ByteOrder.LITTLE_ENDIAN);
        }
        if (in.getShort(0) != BtfReader.MAGIC || in.get(2) != BtfReader.VERSION || in.get(3) != 0) {
            throw new BtfFormatException(0, ".BTF.ext starts with 0x" + Integer.toHexString(in.getInt(0)),
                    "the magic number 0xeb9f, version 1 and flags 0");
        }
        int length = in.getInt(4);
        if (length < MIN_HEADER_BYTES || length > in.limit() || length % 4 != 0) {
            throw new BtfFormatException(4, "header length " + Integer.toUnsignedString(length),
                    "a multiple of 4 from " + MIN_HEADER_BYTES + " to " + in.limit());
        }
        return length;
    }

    private <R> List<InSection<R>> part(String what, int field, int header, int knownBytes, IntFunction<R> record) {
        long start = header + Integer.toUnsignedLong(in.getInt(field));
        long length = Integer.toUnsignedLong(in.getInt(field + 4));
        if (length == 0) {
            return List.of();
        }
        if (start + length > in.limit() || start % 4 != 0 || length % 4 != 0) {
            throw new BtfFormatException(field, what + " info from " + start + " to " + (start + length),
                    "multiples of 4 within the " + in.limit() + " bytes");
        }
        int end = (int) (start + length);
        int recordBytes = in.getInt((int) start);
        if (recordBytes < knownBytes || recordBytes % 4 != 0) {
            throw new BtfFormatException(start,
                    what + " records of " + Integer.toUnsignedString(recordBytes) + " bytes",
                    "a multiple of 4 from " + knownBytes);
        }
        List<InSection<R>> sections = new ArrayList<>();
        int at = (int) start + 4;
        while (at < end) {
            int count = sectionCount(what, at, end, recordBytes);
            List<R> records = new ArrayList<>(count);
            String name = string(at, in.getInt(at));
            at += SECTION_HEADER_BYTES;
            for (int i = 0; i < count; i++, at += recordBytes) {
                records.add(record.apply(at));
            }
            sections.add(new InSection<>(name, records));
        }
        return sections;
    }

    private int sectionCount(String what, int at, int end, int recordBytes) {
        if (end - at < SECTION_HEADER_BYTES) {
            throw new BtfFormatException(at, what + " info ends within the header of a section",
                    SECTION_HEADER_BYTES + " bytes");
        }
        int count = in.getInt(at + 4);
        int fitting = (end - at - SECTION_HEADER_BYTES) / recordBytes;
        if (count <= 0 || count > fitting) {
            throw new BtfFormatException(at + 4,
                    "a section of " + Integer.toUnsignedString(count) + " " + what + " records", "1 to " + fitting);
        }
        return count;
    }

    private FuncInfo function(int at) {
        int type = type(at + 4);
        if (btf.kind(type) != BtfKind.FUNC) {
            throw new BtfFormatException(at + 4, "type " + type + " of a function is a " + btf.kind(type), "a FUNC");
        }
        return new FuncInfo(instruction(at), type);
    }

    private LineInfo line(int at) {
        int position = in.getInt(at + 12);
        return new LineInfo(instruction(at), string(at + 4, in.getInt(at + 4)), position >>> COLUMN_BITS,
                position & (1 << COLUMN_BITS) - 1, string(at + 8, in.getInt(at + 8)));
    }

    private CoreRelocation relocation(int at) {
        int kind = in.getInt(at + 12);
        if (kind < 0 || kind >= CORE_KINDS.length) {
            throw new BtfFormatException(at + 12, "CO-RE relocation of kind " + Integer.toUnsignedString(kind),
                    "0 to " + (CORE_KINDS.length - 1));
        }
        return new CoreRelocation(instruction(at), type(at + 4), string(at + 8, in.getInt(at + 8)), CORE_KINDS[kind]);
    }

    private int instruction(int at) {
        int offset = in.getInt(at);
        if (offset < 0 || offset % INSTRUCTION_BYTES != 0) {
            throw new BtfFormatException(at, "instruction offset " + Integer.toUnsignedString(offset),
                    "a multiple of " + INSTRUCTION_BYTES + " below 2 GiB");
        }
        return offset;
    }

    private int type(int at) {
        int type = in.getInt(at);
        if (type < 0 || type >= btf.size()) {
            throw new BtfFormatException(at, "type " + Integer.toUnsignedString(type), "less than " + btf.size());
        }
        return type;
    }

    private String string(int at, int offset) {
        String known = strings.get(offset);
        if (known != null) {
            return known;
        }
        if (!btf.strings().contains(offset)) {
            throw new BtfFormatException(at, "string offset " + Integer.toUnsignedString(offset),
                    "less than " + btf.strings().end());
        }
        String text = btf.strings().get(offset);
        stringBudget -= text.length();
        if (stringBudget < 0) {
            throw new BtfFormatException(at, "strings that lie within each other many times over", "one string each");
        }
        strings.put(offset, text);
        return text;
    }
}
