package dev.osmia.cli.run;

import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.cli.show.Shown;
import dev.osmia.cli.show.ValueReader;
import dev.osmia.kernel.BpfMap;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a map holds.
 *
 * @param map the map
 * @param entries its elements, the busiest first; of arrays those that are not zero, in order
 * @param keyName what to call a key that is no struct
 * @param valueName what to call a value that is no struct
 */
record MapRows(MapSpec map, List<Entry> entries, String keyName, String valueName) {

    /** The kinds whose elements user space can read and that are no references. */
    private static final Set<MapType> READABLE = EnumSet.of(MapType.HASH, MapType.ARRAY, MapType.PERCPU_HASH,
            MapType.PERCPU_ARRAY, MapType.LRU_HASH, MapType.LRU_PERCPU_HASH, MapType.LPM_TRIE, MapType.QUEUE,
            MapType.STACK);
    private static final byte[] NO_KEY = {};

    /**
     * An element.
     *
     * @param key its key; the position in queues and stacks
     * @param value its value, the sum over all CPUs in per-CPU maps
     * @param cpus the value on each CPU in per-CPU maps, else empty
     * @param raw the key's bytes
     */
    record Entry(Shown key, Shown value, List<Shown> cpus, byte[] raw) {}

    /** Whether what the map holds can be shown. Global data is: as variables. */
    static boolean canRead(MapSpec map) {
        return READABLE.contains(map.type()) && !isGlobalData(map);
    }

    /** Whether the map is a section of global variables. */
    static boolean isGlobalData(MapSpec map) {
        return map.name().startsWith(".") || map.contents() instanceof MapContents.Bytes;
    }

    /** Reads a map; queues and stacks are empty afterwards. */
    static MapRows read(BpfMap map) {
        MapSpec spec = map.spec();
        ValueReader keys = new ValueReader(spec.keySize(), spec.keyType());
        ValueReader values = new ValueReader(spec.valueSize(), spec.valueType());
        List<Entry> entries = new ArrayList<>();
        if (spec.type().hasKeys()) {
            map.forEach((key, value) -> entries.add(entry(spec, key, keys.read(key, 0), value, values)));
            if (spec.type().is(MapTrait.INDEXED)) {
                entries.removeIf(entry -> Shown.isNothing(entry.value()));
            } else {
                entries.sort(Comparator.comparing(Entry::value, MapRows::compareCounts)
                        .reversed()
                        .thenComparing(
                                Entry::raw, Arrays::compareUnsigned));
            }
        } else {
            for (byte[] value = map.lookupAndDelete(NO_KEY); value != null; value = map.lookupAndDelete(NO_KEY)) {
                entries.add(entry(spec, NO_KEY, Shown.number(entries.size()), value, values));
            }
        }
        return new MapRows(spec, entries, keys.name("key"), values.name("value"));
    }

    private static Entry entry(MapSpec spec, byte[] raw, Shown key, byte[] value, ValueReader values) {
        if (!spec.type().isPerCpu()) {
            return new Entry(key, values.read(value, 0), List.of(), raw);
        }
        List<Shown> cpus = new ArrayList<>();
        int stride = spec.valueSize() + Long.BYTES - 1 & -Long.BYTES;
        for (int at = 0; at < value.length; at += stride) {
            cpus.add(values.read(value, at));
        }
        return new Entry(key, cpus.stream().reduce(Shown::sum).orElseThrow(), cpus, raw);
    }

    private static int compareCounts(Shown one, Shown other) {
        return Long.compareUnsigned(firstCount(one), firstCount(other));
    }

    private static long firstCount(Shown value) {
        return Shown.columns(value, "")
                .stream()
                .map(Shown.Part::value)
                .filter(Shown.Count.class::isInstance)
                .mapToLong(count -> ((Shown.Count) count).value())
                .findFirst()
                .orElse(0);
    }
}
