package dev.osmia.object.internal;

import dev.osmia.abi.MapType;
import dev.osmia.object.MapSpec;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;

/** The maps of a {@code maps} section: a {@code struct bpf_map_def} of five words at every symbol. */
final class LegacyMaps {
    private static final int WORDS = 5;
    private static final int BYTES = WORDS * Integer.BYTES;

    private LegacyMaps() {
    }

    static void read(ElfFile elf, ElfSection section, MapTable maps) {
        TreeMap<Integer, ElfSymbol> symbols = new TreeMap<>();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == section.index() && symbol.type() != ElfSymbol.Type.SECTION
                    && !symbol.name().isEmpty()) {
                symbols.putIfAbsent((int) symbol.value(), symbol);
            }
        }
        if (symbols.isEmpty()) {
            throw elf.fault(section, 0, section.size() + " bytes without a symbol, expected one for each map");
        }
        byte[] content = elf.content(section);
        for (ElfSymbol symbol : List.copyOf(symbols.values())) {
            int start = (int) symbol.value();
            Integer next = symbols.higherKey(start);
            int end = symbol.size() > 0 ? start + (int) symbol.size() : next == null ? content.length : next;
            if (end - start < BYTES || end > content.length) {
                throw elf.fault(section, start, "map " + symbol.name() + " has " + (Math.min(end, content.length)
                        - start) + " bytes, expected at least " + BYTES);
            }
            for (int at = start + BYTES; at < end; at++) {
                if (content[at] != 0) {
                    throw elf.fault(section, at, "map " + symbol.name()
                            + " has a field behind map_flags that is set, expected 0; define it in .maps instead");
                }
            }
            maps.add(section, start, definition(elf, section, symbol, ByteBuffer.wrap(content).order(elf.order())));
        }
    }

    private static MapSpec definition(ElfFile elf, ElfSection section, ElfSymbol symbol, ByteBuffer content) {
        int at = (int) symbol.value();
        int type = content.getInt(at);
        MapType mapType = MapType.of(type)
                .orElseThrow(() -> elf.fault(section, at, "map " + symbol.name() + " has type "
                        + Integer.toUnsignedString(type) + ", expected one that Linux 6.18 knows"));
        if (content.getInt(at + 4) < 0 || content.getInt(at + 8) < 0) {
            throw elf.fault(section, at, "map " + symbol.name() + " has a key of "
                    + Integer.toUnsignedString(content.getInt(at + 4)) + " and a value of "
                    + Integer.toUnsignedString(content.getInt(at + 8)) + " bytes, expected less than 2 GiB");
        }
        return MapSpec.of(symbol.name(), mapType, content.getInt(at + 4), content.getInt(at + 8),
                content.getInt(at + 12)).withFlags(content.getInt(at + 16));
    }
}
