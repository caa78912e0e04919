package dev.osmia.object.internal;

import dev.osmia.abi.MapType;
import dev.osmia.object.MapSpec;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The maps of {@code maps} sections: a structure at every symbol, of which all loaders agree on the first words (type, sizes
 * of key and value, most entries, flags). What stands behind them is the loaders' own: what iproute2's says of the maps in
 * a map is followed ({@code struct bpf_elf_map}), and what the kernel's samples did; places to pin maps to are not.
 */
final class LegacyMaps {
    /** Type, sizes of key and value, most entries. */
    private static final int LEAST_WORDS = 4;
    private static final int FLAGS = 4;
    /** {@code struct bpf_map_def} of the kernel's samples: the index of the map that shows what the maps in it are like. */
    private static final int SAMPLE_WORDS = 7;
    private static final int SAMPLE_INNER_INDEX = 5;
    /** {@code struct bpf_elf_map}: its own number, and that of the map that shows what the maps in it are like. */
    private static final int IPROUTE_WORDS = 9;
    private static final int IPROUTE_ID = 5;
    private static final int IPROUTE_INNER_ID = 7;

    private final ElfFile elf;
    private final MapTable maps;
    private final List<Definition> all = new ArrayList<>();

    LegacyMaps(ElfFile elf, MapTable maps) {
        this.elf = elf;
        this.maps = maps;
    }

    /** A map as far as its own words tell of it. */
    private record Definition(MapSpec map, int[] words) {
        int word(int index) {
            return index < words.length ? words[index] : 0;
        }

        boolean isSample() {
            return words.length == SAMPLE_WORDS;
        }

        boolean isIproute() {
            return words.length == IPROUTE_WORDS;
        }
    }

    void read(ElfSection section) {
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
            if (end - start < LEAST_WORDS * Integer.BYTES || end > content.length) {
                throw elf.fault(section, start, "map " + symbol.name() + " has " + (Math.min(end, content.length)
                        - start) + " bytes, expected at least " + LEAST_WORDS * Integer.BYTES);
            }
            ByteBuffer bytes = ByteBuffer.wrap(content, start, end - start).order(elf.order());
            int[] words = new int[(end - start) / Integer.BYTES];
            bytes.asIntBuffer().get(words);
            Definition definition = new Definition(map(section, symbol, words), words);
            maps.add(section, start, definition.map);
            all.add(definition);
        }
    }

    /** Tells maps of maps what they hold, once all sections are read. */
    void connect() {
        for (Definition outer : all) {
            Definition inner = switch (outer.map.type()) {
                case ARRAY_OF_MAPS, HASH_OF_MAPS -> inner(outer);
                default -> null;
            };
            if (inner != null && inner != outer) {
                maps.replace(outer.map.withInner(inner.map));
            }
        }
    }

    private @Nullable Definition inner(Definition outer) {
        if (outer.isSample()) {
            int index = outer.word(SAMPLE_INNER_INDEX);
            return index >= 0 && index < all.size() ? all.get(index) : null;
        }
        return all.stream()
                .filter(other -> outer.isIproute() && other.isIproute() && other.word(IPROUTE_ID) != 0
                        && other.word(IPROUTE_ID) == outer.word(IPROUTE_INNER_ID))
                .findFirst()
                .orElse(null);
    }

    private MapSpec map(ElfSection section, ElfSymbol symbol, int[] words) {
        long at = symbol.value();
        MapType type = MapType.of(words[0])
                .orElseThrow(() -> elf.fault(section, at, "map " + symbol.name() + " has type "
                        + Integer.toUnsignedString(words[0]) + ", expected one that Linux 6.18 knows"));
        if (words[1] < 0 || words[2] < 0) {
            throw elf.fault(section, at, "map " + symbol.name() + " has a key of "
                    + Integer.toUnsignedString(words[1]) + " and a value of " + Integer.toUnsignedString(words[2])
                    + " bytes, expected less than 2 GiB");
        }
        return MapSpec.of(symbol.name(), type, words[1], words[2], words[3])
                .withFlags(words.length > FLAGS ? words[FLAGS] : 0);
    }
}
