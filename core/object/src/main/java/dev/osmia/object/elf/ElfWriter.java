package dev.osmia.object.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a relocatable ELF64 file of machine BPF out of sections, symbols and relocations ({@code REL}). */
public final class ElfWriter {
    private static final int ALIGNMENT = 8;

    private final ByteOrder order;
    private final List<Content> sections = new ArrayList<>();
    private final List<ElfSymbol> symbols = new ArrayList<>();
    private final Map<Integer, List<Patch>> patches = new TreeMap<>();

    /** A section in the making; {@code size} counts where there are no bytes. */
    private record Content(String name, int type, long flags, byte[] bytes, long size, int link, int info,
            int entrySize) {}

    private record Patch(long offset, int type, int symbol) {}

    /** Starts an empty file. */
    public ElfWriter(ByteOrder order) {
        this.order = order;
        sections.add(new Content("", Elf.NULL, 0, new byte[0], 0, 0, 0, 0));
    }

    /**
     * Adds a section with bytes.
     *
     * @param flags {@code SHF_*}
     * @return its number
     */
    public int addSection(String name, int flags, byte[] bytes) {
        sections.add(new Content(name, Elf.PROGBITS, flags, bytes, bytes.length, 0, 0, 0));
        return sections.size() - 1;
    }

    /** Adds a section of zeros that takes no room in the file, and returns its number. */
    public int addZeros(String name, int flags, long size) {
        sections.add(new Content(name, Elf.NOBITS, flags, new byte[0], size, 0, 0, 0));
        return sections.size() - 1;
    }

    /**
     * Adds a symbol.
     *
     * @param section number of its section, 0 if it is undefined
     * @return a handle for relocations
     */
    public int addSymbol(String name, ElfSymbol.Type type, ElfSymbol.Binding binding, int section, long value,
            long size) {
        symbols.add(new ElfSymbol(symbols.size(), name, type, binding, 0, section, value, size));
        return symbols.size() - 1;
    }

    /**
     * Adds a relocation.
     *
     * @param section the section that is patched
     * @param type {@code R_BPF_*}
     * @param symbol what {@link #addSymbol} returned
     */
    public void addRelocation(int section, long offset, int type, int symbol) {
        patches.computeIfAbsent(section, number -> new ArrayList<>()).add(new Patch(offset, type, symbol));
    }

    /** The file. */
    public byte[] write() {
        List<Content> all = new ArrayList<>(sections);
        int symbolTable = all.size() + patches.size();
        List<ElfSymbol> ordered = new ArrayList<>(symbols);
        ordered.sort(Comparator.comparing(symbol -> symbol.binding() != ElfSymbol.Binding.LOCAL));
        int[] numbers = new int[symbols.size()];
        for (int i = 0; i < ordered.size(); i++) {
            numbers[ordered.get(i).index()] = i + 1;
        }
        patches.forEach((section, list) -> all.add(new Content(".rel" + sections.get(section).name(), Elf.REL,
                Elf.INFO_LINK, relocations(list, numbers), 0, symbolTable, section, Elf.REL_BYTES)));
        Names names = new Names();
        int firstGlobal = 1 + (int) ordered.stream()
                .filter(symbol -> symbol.binding() == ElfSymbol.Binding.LOCAL)
                .count();
        all.add(new Content(".symtab", Elf.SYMTAB, 0, symbols(ordered, names), 0, symbolTable + 1, firstGlobal,
                Elf.SYMBOL_BYTES));
        all.forEach(section -> names.offset(section.name()));
        names.offset(".strtab");
        all.add(new Content(".strtab", Elf.STRTAB, 0, names.bytes.toByteArray(), 0, 0, 0, 0));
        return layOut(all, names);
    }

    private byte[] relocations(List<Patch> list, int[] numbers) {
        ByteBuffer out = ByteBuffer.allocate(list.size() * Elf.REL_BYTES).order(order);
        list.stream()
                .sorted(Comparator.comparingLong(Patch::offset))
                .forEach(patch -> out.putLong(patch.offset())
                        .putLong((long) numbers[patch.symbol()] << 32 | patch.type()));
        return out.array();
    }

    private byte[] symbols(List<ElfSymbol> ordered, Names names) {
        ByteBuffer out = ByteBuffer.allocate((ordered.size() + 1) * Elf.SYMBOL_BYTES).order(order);
        out.position(Elf.SYMBOL_BYTES);
        for (ElfSymbol symbol : ordered) {
            out.putInt(names.offset(symbol.name()));
            out.put((byte) (symbol.binding().ordinal() << 4 | symbol.type().ordinal()));
            out.put((byte) symbol.visibility()).putShort((short) symbol.section());
            out.putLong(symbol.value()).putLong(symbol.size());
        }
        return out.array();
    }

    private byte[] layOut(List<Content> all, Names names) {
        long end = Elf.HEADER_BYTES;
        long[] offsets = new long[all.size()];
        for (int i = 1; i < all.size(); i++) {
            end = end + ALIGNMENT - 1 & -ALIGNMENT;
            offsets[i] = end;
            end += all.get(i).bytes().length;
        }
        end = end + ALIGNMENT - 1 & -ALIGNMENT;
        int size = Math.toIntExact(end + (long) all.size() * Elf.SECTION_HEADER_BYTES);
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.BIG_ENDIAN);
        out.putInt(Elf.MAGIC_AS_BIG_ENDIAN).order(order).put((byte) Elf.CLASS_64);
        out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? Elf.DATA_LITTLE : Elf.DATA_BIG)).put((byte) 1);
        out.putShort(16, (short) Elf.TYPE_RELOCATABLE).putShort(18, (short) Elf.MACHINE_BPF).putInt(20, 1);
        out.putLong(40, end).putShort(52, (short) Elf.HEADER_BYTES).putShort(58, (short) Elf.SECTION_HEADER_BYTES);
        out.putShort(60, (short) all.size()).putShort(62, (short) (all.size() - 1));
        for (int i = 1; i < all.size(); i++) {
            Content section = all.get(i);
            out.put((int) offsets[i], section.bytes());
            out.position((int) end + i * Elf.SECTION_HEADER_BYTES);
            out.putInt(names.offset(section.name())).putInt(section.type()).putLong(section.flags()).putLong(0);
            out.putLong(offsets[i]).putLong(Math.max(section.size(), section.bytes().length));
            out.putInt(section.link()).putInt(section.info()).putLong(ALIGNMENT).putLong(section.entrySize());
        }
        return out.array();
    }

    /** The string table, each name once. */
    private static final class Names {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Map<String, Integer> offsets = new HashMap<>();

        Names() {
            offset("");
        }

        int offset(String name) {
            return offsets.computeIfAbsent(name, text -> {
                int offset = bytes.size();
                bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                bytes.write(0);
                return offset;
            });
        }
    }
}
