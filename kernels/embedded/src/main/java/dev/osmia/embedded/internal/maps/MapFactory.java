package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapRules;
import dev.osmia.abi.MapType;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.MapSizes;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the maps. */
public final class MapFactory {
    /** What the sizes of ring buffers and arenas count in, on every machine. */
    static final int PAGE_SIZE = 4096;

    /** What Linux calls {@code NR_CPUS}: how many virtual CPUs a kernel may be opened with. */
    private static final int MOST_CPUS = 4096;

    /** Makes a map of one type from a specification that keeps the type's rules. */
    @FunctionalInterface
    private interface Maker {
        EmbeddedMap make(MapMemory memory, MapSpec spec);
    }

    private static final Map<MapType, Maker> MAKERS = new EnumMap<>(MapType.class);
    static {
        MAKERS.put(MapType.ARRAY, ArrayMap::new);
        MAKERS.put(MapType.PERCPU_ARRAY, PerCpuArrayMap::new);
        MAKERS.put(MapType.HASH, HashedMap::new);
        MAKERS.put(MapType.LRU_HASH, HashedMap::new);
        MAKERS.put(MapType.PERCPU_HASH, PerCpuHashedMap::new);
        MAKERS.put(MapType.LRU_PERCPU_HASH, PerCpuHashedMap::new);
        MAKERS.put(MapType.LPM_TRIE, LpmTrieMap::new);
        MAKERS.put(MapType.ARRAY_OF_MAPS, ArrayOfMaps::new);
        MAKERS.put(MapType.HASH_OF_MAPS, HashOfMaps::new);
        MAKERS.put(MapType.PROG_ARRAY, ProgramArrayMap::new);
        MAKERS.put(MapType.QUEUE, QueueMap::new);
        MAKERS.put(MapType.STACK, QueueMap::new);
        MAKERS.put(MapType.BLOOM_FILTER, BloomFilterMap::new);
        MAKERS.put(MapType.RINGBUF, RingBufferMap::new);
        MAKERS.put(MapType.USER_RINGBUF, UserRingBufferMap::new);
        MAKERS.put(MapType.PERF_EVENT_ARRAY, PerfEventArrayMap::new);
        MAKERS.put(MapType.DEVMAP, DeviceMap::new);
        MAKERS.put(MapType.DEVMAP_HASH, DeviceHashMap::new);
        MAKERS.put(MapType.CPUMAP, CpuMap::new);
    }

    private MapFactory() {
    }

    /** The types that this kernel has. */
    public static Set<MapType> types() {
        return Collections.unmodifiableSet(MAKERS.keySet());
    }

    /**
     * Makes a map, puts the bytes in that the specification has for it, and makes it known to programs.
     *
     * @throws BpfException if the specification breaks a rule of its type, or the type is none that this kernel has
     */
    public static EmbeddedMap create(Machine machine, MapSpec wanted) {
        MapSpec spec = MapSizes.completed(wanted, machine.cpus().count(), PAGE_SIZE);
        Maker maker = MAKERS.get(spec.type());
        if (maker == null) {
            throw refusal(spec, Errno.EINVAL, "the embedded kernel has no maps of this type");
        }
        requireRules(spec);
        machine.maps().reap(machine.cpus());
        EmbeddedMap map = make(maker, new MapMemory(machine), spec);
        machine.maps().add(map);
        try {
            fill(map);
            return map;
        } catch (RuntimeException | Error failure) {
            map.close();
            throw failure;
        }
    }

    private static EmbeddedMap make(Maker maker, MapMemory memory, MapSpec spec) {
        try {
            return maker.make(memory, spec);
        } catch (RuntimeException | Error failure) {
            memory.free();
            throw failure;
        }
    }

    private static void requireRules(MapSpec spec) {
        MapRules rules = spec.type().rules();
        Optional<Errno> broken = rules.refusal(Integer.toUnsignedLong(spec.keySize()),
                Integer.toUnsignedLong(spec.valueSize()), Integer.toUnsignedLong(spec.maxEntries()), spec.flags(),
                PAGE_SIZE, MOST_CPUS);
        if (broken.isPresent()) {
            throw refusal(spec, broken.get(),
                    "keys of %s bytes, values of %s, entries %s, flags of %s; asked for %d, %d, %d and 0x%x".formatted(
                            rules.key(), rules.value(), rules.entries(), rules.allowedFlags(),
                            Integer.toUnsignedLong(spec.keySize()), Integer.toUnsignedLong(spec.valueSize()),
                            Integer.toUnsignedLong(spec.maxEntries()), spec.flags()));
        }
        if (spec.extra() != 0 && !TAKE_EXTRA.contains(spec.type())) {
            throw refusal(spec, Errno.EINVAL, "maps of this type take no map_extra");
        }
    }

    private static final Set<MapType> TAKE_EXTRA = Set.of(MapType.BLOOM_FILTER, MapType.ARENA);

    private static BpfException refusal(MapSpec spec, Errno errno, String explanation) {
        return new BpfException("create " + spec.type().shortName() + " map " + spec.name(), errno, explanation);
    }

    private static void fill(EmbeddedMap map) {
        MapSpec spec = map.spec();
        if (spec.contents() instanceof MapContents.Bytes(byte[] value)) {
            map.update(new byte[spec.keySize()], Arrays.copyOf(value, map.transferSize()), 0);
        }
        if (spec.frozen()) {
            map.freeze();
        }
    }
}
