package dev.osmia.proof.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.object.MapSpec;

import java.util.List;
import java.util.Map;

/**
 * A map to be compared.
 *
 * @param ordered whether Linux promises the order of keys
 * @param values what values are
 */
record Shape(MapSpec spec, boolean ordered, Values values) {
    /** What the four or more bytes of a value mean. */
    enum Values {
        /** Any bytes. */
        BYTES,
        /** A descriptor of a map goes in, its id comes out. */
        MAPS,
        /** A descriptor of a program goes in, its id comes out. */
        PROGRAMS,
        /** The index of an interface; the first is the loopback on every machine. */
        INTERFACES,
        /** The length of a queue. */
        QUEUE_SIZES
    }

    /** An inner map, and what fits where it does. */
    static final MapSpec INNER = MapSpec.of("inner", MapType.ARRAY, 4, 8, 2);
    /** One that does not fit. */
    static final MapSpec ODD_INNER = MapSpec.of("odd", MapType.HASH, 4, 8, 2);

    private static final int NO_PREALLOC = MapFlag.NO_PREALLOC.value();
    /** So many elements that no comparison fills the map: which elements an LRU map drops is its own affair. */
    private static final int NEVER_FULL = 2048;

    static final List<Shape> ALL = List.of(
            bytes(MapSpec.of("hash", MapType.HASH, 4, 8, 5)),
            bytes(MapSpec.of("hash_np", MapType.HASH, 4, 8, 5).withFlags(NO_PREALLOC)),
            bytes(MapSpec.of("hash_odd", MapType.HASH, 1, 3, 5)),
            bytes(MapSpec.of("hash_long", MapType.HASH, 21, 100, 5)),
            bytes(MapSpec.of("hash_ro", MapType.HASH, 4, 8, 5).withFlags(MapFlag.RDONLY.value())),
            bytes(MapSpec.of("hash_wo", MapType.HASH, 4, 8, 5).withFlags(MapFlag.WRONLY.value())),
            bytes(MapSpec.of("pc_hash", MapType.PERCPU_HASH, 4, 8, 5)),
            bytes(MapSpec.of("pc_hash_odd", MapType.PERCPU_HASH, 7, 5, 5).withFlags(NO_PREALLOC)),
            bytes(MapSpec.of("lru", MapType.LRU_HASH, 4, 8, NEVER_FULL)),
            bytes(MapSpec.of("lru_cpu", MapType.LRU_HASH, 4, 8, NEVER_FULL).withFlags(MapFlag.NO_COMMON_LRU.value())),
            bytes(MapSpec.of("pc_lru", MapType.LRU_PERCPU_HASH, 4, 8, NEVER_FULL)),
            ordered(MapSpec.of("array", MapType.ARRAY, 4, 8, 5)),
            ordered(MapSpec.of("array_odd", MapType.ARRAY, 4, 3, 6)),
            ordered(MapSpec.of("array_mmap", MapType.ARRAY, 4, 8, 5).withFlags(MapFlag.MMAPABLE.value())),
            ordered(MapSpec.of("pc_array", MapType.PERCPU_ARRAY, 4, 5, 5)),
            ordered(MapSpec.of("lpm", MapType.LPM_TRIE, 8, 8, 6).withFlags(NO_PREALLOC)),
            ordered(MapSpec.of("lpm_odd", MapType.LPM_TRIE, 7, 3, 6).withFlags(NO_PREALLOC)),
            new Shape(MapSpec.of("arr_maps", MapType.ARRAY_OF_MAPS, 4, 4, 5).withInner(INNER), true, Values.MAPS),
            new Shape(MapSpec.of("hash_maps", MapType.HASH_OF_MAPS, 4, 4, 5).withInner(INNER), false, Values.MAPS),
            new Shape(MapSpec.of("progs", MapType.PROG_ARRAY, 4, 4, 5), true, Values.PROGRAMS),
            bytes(MapSpec.of("queue", MapType.QUEUE, 0, 8, 5)),
            bytes(MapSpec.of("queue_odd", MapType.QUEUE, 0, 3, 5)),
            bytes(MapSpec.of("stack", MapType.STACK, 0, 8, 5)),
            bytes(MapSpec.of("bloom", MapType.BLOOM_FILTER, 0, 8, NEVER_FULL)),
            bytes(MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096)),
            bytes(MapSpec.of("user_ring", MapType.USER_RINGBUF, 0, 0, 4096)),
            new Shape(MapSpec.of("devmap", MapType.DEVMAP, 4, 4, 5), true, Values.INTERFACES),
            new Shape(MapSpec.of("devmap_hash", MapType.DEVMAP_HASH, 4, 4, 5), false, Values.INTERFACES),
            new Shape(MapSpec.of("cpumap", MapType.CPUMAP, 4, 4, 1), true, Values.QUEUE_SIZES));

    /** The types that the embedded kernel has and that are not compared here. */
    static final Map<MapType, String> LEFT_OUT = Map.of(
            MapType.PERF_EVENT_ARRAY, "its values are descriptors of Linux's perf events");

    private static Shape bytes(MapSpec spec) {
        return new Shape(spec, false, Values.BYTES);
    }

    private static Shape ordered(MapSpec spec) {
        return new Shape(spec, true, Values.BYTES);
    }

    @Override
    public String toString() {
        return spec.name();
    }
}
