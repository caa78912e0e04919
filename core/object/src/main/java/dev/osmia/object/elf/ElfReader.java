package dev.osmia.object.elf;

import dev.osmia.object.ObjectFormatException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads headers, names and symbols; each number is compared with the file's real size before it is used. */
final class ElfReader {
    /** Longest name that is read: no symbol of the kernel is longer, and names may share bytes of a hostile file. */
    private static final int MAX_NAME = 4096;

    private final String file;
    private final ByteBuffer in;
    /** Bytes of names still to be read: names that do not share bytes never need more than the file once. */
    private long nameBudget;

    /** A range of the file, for the search for overlaps. */
    private record Range(String what, long start, long end) {}

    ElfReader(String file, byte[] bytes) {
        this.file = file;
        this.in = ByteBuffer.wrap(bytes);
        this.nameBudget = 4L * bytes.length + MAX_NAME;
    }

    ElfFile read() {
        checkHeader();
        List<ElfSection> sections = sections();
        checkOverlaps(sections);
        return new ElfFile(file, in, sections, symbols(sections));
    }

    private void checkHeader() {
        if (in.limit() < Elf.HEADER_BYTES) {
            throw fault(0, in.limit() + " bytes, expected an ELF header of " + Elf.HEADER_BYTES);
        }
        if (in.getInt(0) != Elf.MAGIC_AS_BIG_ENDIAN) {
            throw fault(0, "starts with 0x%08x, expected 0x7f454c46: not an ELF file".formatted(in.getInt(0)));
        }
        if (in.get(4) != Elf.CLASS_64) {
            throw fault(4, "ELF class " + in.get(4) + ", expected 2 (64 bits)");
        }
        in.order(switch (in.get(5)) {
            case Elf.DATA_LITTLE -> ByteOrder.LITTLE_ENDIAN;
            case Elf.DATA_BIG -> ByteOrder.BIG_ENDIAN;
            default -> throw fault(5, "byte order " + in.get(5) + ", expected 1 (little) or 2 (big)");
        });
        if (unsignedShort(16) != Elf.TYPE_RELOCATABLE) {
            throw fault(16, "ELF type " + unsignedShort(16) + ", expected 1 (relocatable)");
        }
        int machine = unsignedShort(18);
        if (machine != Elf.MACHINE_BPF && machine != Elf.MACHINE_NONE) {
            throw fault(18, "machine " + machine + ", expected " + Elf.MACHINE_BPF + " (BPF)");
        }
        if (in.getInt(20) != 1) {
            throw fault(20, "ELF version " + Integer.toUnsignedString(in.getInt(20)) + ", expected 1");
        }
    }

    private List<ElfSection> sections() {
        long table = in.getLong(40);
        int entry = unsignedShort(58);
        int count = unsignedShort(60);
        int namesIndex = unsignedShort(62);
        if (entry != Elf.SECTION_HEADER_BYTES) {
            throw fault(58, "section headers of " + entry + " bytes, expected " + Elf.SECTION_HEADER_BYTES);
        }
        if (count == 0 || count >= Elf.FIRST_RESERVED) {
            throw fault(60, count + " sections, expected 1 to " + (Elf.FIRST_RESERVED - 1));
        }
        checkRange(40, "the table of " + count + " section headers", table, (long) count * entry);
        if (namesIndex >= count) {
            throw fault(62, "section names in section " + namesIndex + ", expected less than " + count);
        }
        ElfSection names = section((int) table, namesIndex, "");
        if (names.type() != Elf.STRTAB) {
            throw fault(62, "section names in section " + namesIndex + " of type " + names.type()
                    + ", expected a string table (3)");
        }
        List<ElfSection> sections = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            int at = (int) table + index * entry;
            sections.add(section((int) table, index, string(names, in.getInt(at), at)));
        }
        return sections;
    }

    private ElfSection section(int table, int index, String name) {
        int at = table + index * Elf.SECTION_HEADER_BYTES;
        ElfSection section = new ElfSection(index, name, in.getInt(at + 4), in.getLong(at + 8), in.getLong(at + 24),
                in.getLong(at + 32), in.getInt(at + 40) & Integer.MAX_VALUE, in.getInt(at + 44) & Integer.MAX_VALUE,
                in.getLong(at + 56));
        if (section.hasBytes() || section.size() < 0 && section.type() != Elf.NULL) {
            checkRange(at + 24, name.isEmpty() ? "section " + index : "section " + name, section.offset(),
                    section.size());
        }
        return section;
    }

    private void checkRange(long field, String what, long start, long size) {
        if (start < 0 || size < 0 || start > in.limit() || size > in.limit() - start) {
            throw fault(field, what + ": " + Long.toUnsignedString(size) + " bytes from "
                    + Long.toUnsignedString(start) + ", expected an end within the " + in.limit() + " of the file");
        }
    }

    private void checkOverlaps(List<ElfSection> sections) {
        List<Range> ranges = new ArrayList<>();
        ranges.add(new Range("the ELF header", 0, Elf.HEADER_BYTES));
        ranges.add(new Range("the section headers", in.getLong(40),
                in.getLong(40) + (long) sections.size() * Elf.SECTION_HEADER_BYTES));
        for (ElfSection section : sections) {
            if (section.hasBytes()) {
                ranges.add(new Range("section " + section.name(), section.offset(),
                        section.offset() + section.size()));
            }
        }
        ranges.sort(Comparator.comparingLong(Range::start));
        for (int i = 1; i < ranges.size(); i++) {
            Range before = ranges.get(i - 1);
            Range range = ranges.get(i);
            if (range.start() < before.end()) {
                throw fault(range.start(), range.what() + " overlaps " + before.what()
                        + ", expected a start at or behind its end, 0x" + Long.toHexString(before.end()));
            }
        }
    }

    private List<ElfSymbol> symbols(List<ElfSection> sections) {
        List<ElfSection> tables = sections.stream().filter(section -> section.type() == Elf.SYMTAB).toList();
        if (tables.isEmpty()) {
            return List.of();
        }
        ElfSection table = tables.getFirst();
        if (tables.size() > 1) {
            throw fault(tables.get(1), 0, "is the second symbol table, expected one");
        }
        if (table.entrySize() != Elf.SYMBOL_BYTES || table.size() % Elf.SYMBOL_BYTES != 0) {
            throw fault(table, 0, table.size() + " bytes in entries of " + table.entrySize()
                    + ", expected a multiple of entries of " + Elf.SYMBOL_BYTES);
        }
        if (table.link() >= sections.size() || sections.get(table.link()).type() != Elf.STRTAB) {
            throw fault(table, 0, "is linked to section " + table.link() + ", expected a string table");
        }
        ElfSection names = sections.get(table.link());
        List<ElfSymbol> symbols = new ArrayList<>((int) (table.size() / Elf.SYMBOL_BYTES));
        for (int at = 0; at < table.size(); at += Elf.SYMBOL_BYTES) {
            symbols.add(symbol(table, at, names, sections));
        }
        return symbols;
    }

    private ElfSymbol symbol(ElfSection table, int at, ElfSection names, List<ElfSection> sections) {
        int start = (int) table.offset() + at;
        int info = Byte.toUnsignedInt(in.get(start + 4));
        int section = unsignedShort(start + 6);
        long value = in.getLong(start + 8);
        long size = in.getLong(start + 16);
        String name = string(names, in.getInt(start), start);
        int binding = info >>> 4;
        if (binding >= ElfSymbol.Binding.values().length) {
            throw fault(table, at, "symbol " + name + " has binding " + binding + ", expected 0, 1 or 2");
        }
        if (section < Elf.FIRST_RESERVED) {
            if (section >= sections.size()) {
                throw fault(table, at, "symbol " + name + " is in section " + section + ", expected less than "
                        + sections.size());
            }
            long room = sections.get(section).size();
            if (section != Elf.UNDEFINED && (value < 0 || size < 0 || value > room || size > room - value)) {
                throw fault(table, at,
                        "symbol %s covers %s bytes from %s of section %s, expected an end within its %d".formatted(name,
                                Long.toUnsignedString(size), Long.toUnsignedString(value), sections.get(section).name(),
                                room));
            }
        }
        int type = Math.min(info & 0xf, ElfSymbol.Type.OTHER.ordinal());
        return new ElfSymbol(at / Elf.SYMBOL_BYTES, name, ElfSymbol.Type.values()[type],
                ElfSymbol.Binding.values()[binding], in.get(start + 5) & 3, section, value, size);
    }

    private String string(ElfSection table, int offset, int field) {
        if (offset == 0 && table.size() == 0) {
            return "";
        }
        if (offset < 0 || offset >= table.size()) {
            throw fault(field,
                    "name at " + Integer.toUnsignedString(offset) + " of the string table, expected less than its "
                            + table.size() + " bytes");
        }
        int start = (int) table.offset() + offset;
        int end = (int) (table.offset() + table.size());
        int at = start;
        while (at < end && in.get(at) != 0) {
            at++;
            if (at - start > MAX_NAME || --nameBudget < 0) {
                throw fault(field, "overlong name, expected at most " + MAX_NAME + " bytes");
            }
        }
        if (at == end) {
            throw fault(field, "name without end, expected a zero byte within its string table");
        }
        return new String(in.array(), start, at - start, StandardCharsets.UTF_8);
    }

    private int unsignedShort(int at) {
        return Short.toUnsignedInt(in.getShort(at));
    }

    private ObjectFormatException fault(long offset, String problem) {
        return new ObjectFormatException(file, "", offset, problem);
    }

    private ObjectFormatException fault(ElfSection section, long offset, String problem) {
        return new ObjectFormatException(file, section.name(), offset, problem);
    }
}
