package dev.osmia.object.internal;

import dev.osmia.abi.MapType;
import dev.osmia.object.MapSpec;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The maps found so far, by name and by the place that relocations mean. */
final class MapTable {
    private record Place(int section, long offset) {}

    private final ElfFile elf;
    private final Map<String, MapSpec> maps = new LinkedHashMap<>();
    private final Map<Place, String> names = new HashMap<>();

    MapTable(ElfFile elf) {
        this.elf = elf;
    }

    void add(ElfSection section, long offset, MapSpec map) {
        if (maps.putIfAbsent(map.name(), map) != null) {
            throw elf.fault(section, offset, "a second map " + map.name() + ", expected each name once");
        }
        String other = names.putIfAbsent(new Place(section.index(), offset), map.name());
        if (other != null) {
            throw elf.fault(section, offset,
                    "map " + map.name() + " starts where map " + other + " does, expected each at a place of its own");
        }
    }

    /** Adds a map that stands for no place in the file. */
    void add(MapSpec map) {
        maps.put(map.name(), map);
    }

    /** Name of the map that is defined at a place, or null. */
    @Nullable
    String at(int section, long offset) {
        return names.get(new Place(section, offset));
    }

    /** The first arena, or null. */
    @Nullable
    MapSpec arena() {
        return maps.values().stream().filter(map -> map.type() == MapType.ARENA).findFirst().orElse(null);
    }

    void replace(MapSpec map) {
        maps.put(map.name(), map);
    }

    Map<String, MapSpec> maps() {
        return maps;
    }
}
