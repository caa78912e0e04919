package dev.osmia.object.elf;

import dev.osmia.object.ObjectFormatException;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A relocatable ELF64 file of machine BPF. Everything here lies within the file: section ranges do not overlap, names
 * end, symbols lie in their sections. Relocations are checked when they are asked for.
 */
public final class ElfFile {
    private final String name;
    private final ByteBuffer bytes;
    private final List<ElfSection> sections;
    private final List<ElfSymbol> symbols;

    ElfFile(String name, ByteBuffer bytes, List<ElfSection> sections, List<ElfSymbol> symbols) {
        this.name = name;
        this.bytes = bytes;
        this.sections = List.copyOf(sections);
        this.symbols = List.copyOf(symbols);
    }

    /**
     * Reads a file.
     *
     * @param name what messages call it
     * @param bytes all of it; kept, not copied
     * @throws ObjectFormatException if it is no such file, or contradicts itself
     */
    public static ElfFile read(String name, byte[] bytes) {
        return new ElfReader(name, bytes).read();
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** The byte order of the file and of the target. */
    public ByteOrder order() {
        return bytes.order();
    }

    /** The sections by number, the empty one with number 0 included. */
    public List<ElfSection> sections() {
        return sections;
    }

    /** The symbols by number, the empty one with number 0 included; empty without a symbol table. */
    public List<ElfSymbol> symbols() {
        return symbols;
    }

    /** The first section of that name. */
    public Optional<ElfSection> section(String wanted) {
        return sections.stream().filter(section -> section.name().equals(wanted)).findFirst();
    }

    /** A copy of a section's bytes; of a {@code NOBITS} section there are none. */
    public byte[] content(ElfSection section) {
        byte[] content = new byte[section.hasBytes() ? (int) section.size() : 0];
        bytes.get((int) section.offset() * (content.length == 0 ? 0 : 1), content);
        return content;
    }

    /** The relocations that apply to a section, in the order of the file. */
    public List<ElfRelocation> relocations(ElfSection target) {
        List<ElfRelocation> relocations = new ArrayList<>();
        for (ElfSection table : sections) {
            if ((table.type() == Elf.REL || table.type() == Elf.RELA) && table.info() == target.index()) {
                read(table, target, relocations);
            }
        }
        return relocations;
    }

    private void read(ElfSection table, ElfSection target, List<ElfRelocation> relocations) {
        boolean explicit = table.type() == Elf.RELA;
        int entry = explicit ? Elf.RELA_BYTES : Elf.REL_BYTES;
        if (table.entrySize() != entry || table.size() % entry != 0) {
            throw fault(table, 0, table.size() + " bytes in entries of " + table.entrySize()
                    + ", expected a multiple of entries of " + entry);
        }
        ElfSection linked = table.link() < sections.size() ? sections.get(table.link()) : null;
        if (linked == null || linked.type() != Elf.SYMTAB) {
            throw fault(table, 0, "is linked to section " + table.link() + ", expected the symbol table");
        }
        for (int at = 0; at < table.size(); at += entry) {
            int start = (int) table.offset() + at;
            long offset = bytes.getLong(start);
            long info = bytes.getLong(start + 8);
            long symbol = info >>> 32;
            if (Long.compareUnsigned(offset, target.size()) >= 0) {
                throw fault(table, at, "relocation at 0x" + Long.toHexString(offset) + " of section " + target.name()
                        + ", expected less than its 0x" + Long.toHexString(target.size()) + " bytes");
            }
            if (symbol >= symbols.size()) {
                throw fault(table, at, "relocation to symbol " + symbol + ", expected less than " + symbols.size());
            }
            relocations.add(new ElfRelocation(offset, (int) info, symbols.get((int) symbol),
                    explicit ? bytes.getLong(start + 16) : null));
        }
    }

    /** What is thrown about a place in a section, or about all of it if the offset is -1, or about no section. */
    public ObjectFormatException fault(@Nullable ElfSection section, long offset, String problem) {
        return new ObjectFormatException(name, section == null ? "" : section.name(), offset, problem);
    }
}
