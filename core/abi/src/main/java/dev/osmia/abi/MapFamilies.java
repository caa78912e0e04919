package dev.osmia.abi;

import java.util.EnumSet;
import java.util.Set;

import static dev.osmia.abi.MapTrait.HASHED;
import static dev.osmia.abi.MapTrait.INDEXED;
import static dev.osmia.abi.MapTrait.LOCAL_STORAGE;
import static dev.osmia.abi.MapTrait.NEEDS_BTF;
import static dev.osmia.abi.MapTrait.PER_CPU;

/**
 * The rules that map types share, from the {@code map_alloc_check} and {@code map_alloc} functions of
 * {@code kernel/bpf} and {@code net}. Limits are those of a 64-bit kernel with pages of 4 KiB.
 */
final class MapFamilies {
    /** The largest piece of memory that kmalloc hands out ({@code KMALLOC_MAX_SIZE}). */
    static final int KMALLOC_MAXIMUM = 4 << 20;

    /** Smallest unit of per-CPU memory ({@code PCPU_MIN_UNIT_SIZE}). */
    static final int PER_CPU_VALUE_MAXIMUM = 32 << 10;

    /** 16 bits less {@code sizeof(struct bpf_local_storage_elem)}, 128 bytes in Linux 6.18. */
    static final int LOCAL_STORAGE_VALUE_MAXIMUM = 0xffff - 128;

    /** {@code KMALLOC_MAX_SIZE} less {@code sizeof(struct htab_elem)}, 48 bytes, and less the byte that "less" asks. */
    static final int HASH_PAIR_MAXIMUM = KMALLOC_MAXIMUM - 48 - 1;

    /** {@code struct bpf_lpm_trie_key} and 1 byte, or 256 bytes, of data. */
    private static final SizeRule LPM_KEY = new SizeRule.Range(5, 260, 1, Errno.EINVAL);

    /** {@code KMALLOC_MAX_SIZE} less 256 bytes of key and {@code sizeof(struct lpm_trie_node)}. */
    private static final SizeRule LPM_VALUE = new SizeRule.Range(1, KMALLOC_MAXIMUM - 256 - 24, 1, Errno.EINVAL);

    /** Addresses; the limit is the default of {@code kernel.perf_event_max_stack}, 127. */
    private static final SizeRule STACK_VALUE = new SizeRule.Range(8, 127 * 8, 8, Errno.EINVAL);

    private static final SizeRule FOUR = SizeRule.exactly(4);

    private static final Set<MapFlag> USER_ACCESS = EnumSet.of(MapFlag.RDONLY, MapFlag.WRONLY);

    private static final Set<MapFlag> ACCESS = and(USER_ACCESS, MapFlag.RDONLY_PROG, MapFlag.WRONLY_PROG);

    private MapFamilies() {
    }

    static MapRules hash() {
        return hash(HASH_PAIR_MAXIMUM - 1, MapFlag.NO_PREALLOC, MapFlag.NUMA_NODE);
    }

    static MapRules lruHash() {
        return hash(HASH_PAIR_MAXIMUM - 1, MapFlag.NO_COMMON_LRU, MapFlag.NUMA_NODE);
    }

    static MapRules perCpuHash() {
        return hash(PER_CPU_VALUE_MAXIMUM, MapFlag.NO_PREALLOC).with(PER_CPU);
    }

    static MapRules lruPerCpuHash() {
        return hash(PER_CPU_VALUE_MAXIMUM, MapFlag.NO_COMMON_LRU).with(PER_CPU);
    }

    static MapRules hashOfMaps() {
        var rules = hash();
        return new MapRules(rules.key(), FOUR, rules.entries(), rules.allowedFlags(), Set.of(), rules.traits());
    }

    private static MapRules hash(int valueMaximum, MapFlag... flags) {
        return MapRules.of(SizeRule.upTo(HASH_PAIR_MAXIMUM - 1), SizeRule.upTo(valueMaximum), EntriesRule.HASH_ELEMENTS,
                and(and(ACCESS, MapFlag.ZERO_SEED), flags)).with(HASHED);
    }

    static MapRules array(MapFlag... flags) {
        return array(Integer.MAX_VALUE, and(and(ACCESS, MapFlag.NUMA_NODE), flags));
    }

    static MapRules perCpuArray() {
        return array(PER_CPU_VALUE_MAXIMUM, ACCESS).with(PER_CPU);
    }

    private static MapRules array(int valueMaximum, Set<MapFlag> flags) {
        return MapRules.of(FOUR, SizeRule.upTo(valueMaximum), EntriesRule.POSITIVE, flags).with(INDEXED);
    }

    static MapRules descriptorArray(MapFlag... flags) {
        return MapRules.of(FOUR, FOUR, EntriesRule.POSITIVE, and(and(USER_ACCESS, MapFlag.NUMA_NODE), flags))
                .with(INDEXED);
    }

    static MapRules socketArray() {
        return MapRules.of(FOUR, SizeRule.either(4, 8), EntriesRule.POSITIVE, and(ACCESS, MapFlag.NUMA_NODE))
                .with(INDEXED);
    }

    static MapRules stackTrace() {
        return MapRules.of(FOUR, STACK_VALUE, EntriesRule.POSITIVE,
                and(USER_ACCESS, MapFlag.NUMA_NODE, MapFlag.STACK_BUILD_ID));
    }

    static MapRules lpmTrie() {
        return MapRules
                .of(LPM_KEY, LPM_VALUE, EntriesRule.POSITIVE, and(ACCESS, MapFlag.NO_PREALLOC, MapFlag.NUMA_NODE))
                .requiring(MapFlag.NO_PREALLOC);
    }

    static MapRules redirectTargets(SizeRule value, EntriesRule entries) {
        return MapRules.of(FOUR, value, entries, and(USER_ACCESS, MapFlag.NUMA_NODE));
    }

    static MapRules cpuMap() {
        return MapRules.of(FOUR, SizeRule.either(4, 8), EntriesRule.UP_TO_CPUS, Set.of(MapFlag.NUMA_NODE))
                .with(INDEXED);
    }

    static MapRules sockHash() {
        return MapRules.of(SizeRule.upTo(512), SizeRule.either(4, 8), EntriesRule.HASH_BUCKETS,
                and(USER_ACCESS, MapFlag.NUMA_NODE)).with(HASHED);
    }

    static MapRules cgroupAttachedStorage(int valueMaximum) {
        return MapRules.of(SizeRule.either(8, 16), SizeRule.upTo(valueMaximum), EntriesRule.ZERO,
                and(ACCESS, MapFlag.NUMA_NODE)).with(LOCAL_STORAGE);
    }

    static MapRules localStorage() {
        return MapRules
                .of(FOUR, SizeRule.upTo(LOCAL_STORAGE_VALUE_MAXIMUM), EntriesRule.ZERO,
                        Set.of(MapFlag.NO_PREALLOC, MapFlag.CLONE))
                .requiring(MapFlag.NO_PREALLOC)
                .with(LOCAL_STORAGE, NEEDS_BTF);
    }

    static MapRules queue() {
        return MapRules.of(SizeRule.NONE, SizeRule.upTo(KMALLOC_MAXIMUM), EntriesRule.POSITIVE,
                and(ACCESS, MapFlag.NUMA_NODE));
    }

    static MapRules bloomFilter() {
        return MapRules.of(SizeRule.NONE, SizeRule.upTo(KMALLOC_MAXIMUM), EntriesRule.POSITIVE,
                and(ACCESS, MapFlag.NUMA_NODE, MapFlag.ZERO_SEED));
    }

    static MapRules structOps() {
        return MapRules.of(FOUR, SizeRule.upTo(Integer.MAX_VALUE), EntriesRule.ONE,
                Set.of(MapFlag.LINK, MapFlag.VTYPE_BTF_OBJ_FD)).with(INDEXED, NEEDS_BTF);
    }

    static MapRules ringBuffer() {
        return MapRules.of(SizeRule.NONE, SizeRule.NONE, EntriesRule.PAGES, Set.of(MapFlag.NUMA_NODE));
    }

    static MapRules arena() {
        return MapRules.of(SizeRule.NONE, SizeRule.NONE, EntriesRule.ARENA_PAGES,
                Set.of(MapFlag.MMAPABLE, MapFlag.SEGV_ON_FAULT, MapFlag.NO_USER_CONV)).requiring(MapFlag.MMAPABLE);
    }

    private static Set<MapFlag> and(Set<MapFlag> flags, MapFlag... more) {
        var all = EnumSet.copyOf(flags);
        all.addAll(Set.of(more));
        return all;
    }
}
