package dev.osmia.abi;

import java.util.Locale;
import java.util.Optional;

import static dev.osmia.abi.MapTrait.CAN_BE_INNER;
import static dev.osmia.abi.MapTrait.HASHED;
import static dev.osmia.abi.MapTrait.HOLDS_MAPS;
import static dev.osmia.abi.MapTrait.INDEXED;
import static dev.osmia.abi.MapTrait.LRU;
import static dev.osmia.abi.MapTrait.PER_CPU;
import static dev.osmia.abi.MapTrait.VALUE_IS_FD;

/** What a map is (Linux 6.18, {@code enum bpf_map_type}), with what Linux asks of its sizes and flags. */
public enum MapType {
    HASH(1, MapFamilies.hash().with(CAN_BE_INNER)),
    ARRAY(2, MapFamilies.array(MapFlag.MMAPABLE, MapFlag.INNER_MAP).with(CAN_BE_INNER)),
    PROG_ARRAY(3, MapFamilies.descriptorArray().with(VALUE_IS_FD)),
    PERF_EVENT_ARRAY(4, MapFamilies.descriptorArray(MapFlag.PRESERVE_ELEMS).with(VALUE_IS_FD, CAN_BE_INNER)),
    PERCPU_HASH(5, MapFamilies.perCpuHash().with(CAN_BE_INNER)),
    PERCPU_ARRAY(6, MapFamilies.perCpuArray().with(CAN_BE_INNER)),
    STACK_TRACE(7, MapFamilies.stackTrace().with(CAN_BE_INNER)),
    CGROUP_ARRAY(8, MapFamilies.descriptorArray().with(VALUE_IS_FD, CAN_BE_INNER)),
    LRU_HASH(9, MapFamilies.lruHash().with(LRU, CAN_BE_INNER)),
    LRU_PERCPU_HASH(10, MapFamilies.lruPerCpuHash().with(LRU, CAN_BE_INNER)),
    LPM_TRIE(11, MapFamilies.lpmTrie().with(CAN_BE_INNER)),
    ARRAY_OF_MAPS(12, MapFamilies.descriptorArray().with(VALUE_IS_FD, HOLDS_MAPS)),
    HASH_OF_MAPS(13, MapFamilies.hashOfMaps().with(VALUE_IS_FD, HOLDS_MAPS)),
    DEVMAP(14, MapFamilies.redirectTargets(SizeRule.either(4, 8), EntriesRule.POSITIVE).with(INDEXED, CAN_BE_INNER)),
    SOCKMAP(15,
            MapFamilies.redirectTargets(SizeRule.either(4, 8), EntriesRule.POSITIVE)
                    .with(INDEXED, VALUE_IS_FD, CAN_BE_INNER)),
    CPUMAP(16, MapFamilies.cpuMap().with(CAN_BE_INNER)),
    XSKMAP(17,
            MapFamilies.redirectTargets(SizeRule.exactly(4), EntriesRule.POSITIVE)
                    .with(INDEXED, VALUE_IS_FD, CAN_BE_INNER)),
    SOCKHASH(18, MapFamilies.sockHash().with(VALUE_IS_FD, CAN_BE_INNER)),
    CGROUP_STORAGE(19, MapFamilies.cgroupAttachedStorage(MapFamilies.LOCAL_STORAGE_VALUE_MAXIMUM)),
    REUSEPORT_SOCKARRAY(20, MapFamilies.socketArray().with(VALUE_IS_FD, CAN_BE_INNER)),
    PERCPU_CGROUP_STORAGE(21,
            MapFamilies.cgroupAttachedStorage(MapFamilies.PER_CPU_VALUE_MAXIMUM).with(PER_CPU)),
    QUEUE(22, MapFamilies.queue().with(CAN_BE_INNER)),
    STACK(23, MapFamilies.queue().with(CAN_BE_INNER)),
    SK_STORAGE(24, MapFamilies.localStorage().with(CAN_BE_INNER)),
    DEVMAP_HASH(25,
            MapFamilies.redirectTargets(SizeRule.either(4, 8), EntriesRule.HASH_BUCKETS).with(HASHED, CAN_BE_INNER)),
    STRUCT_OPS(26, MapFamilies.structOps()),
    RINGBUF(27, MapFamilies.ringBuffer().with(CAN_BE_INNER)),
    INODE_STORAGE(28, MapFamilies.localStorage().with(CAN_BE_INNER)),
    TASK_STORAGE(29, MapFamilies.localStorage().with(CAN_BE_INNER)),
    BLOOM_FILTER(30, MapFamilies.bloomFilter().with(CAN_BE_INNER)),
    USER_RINGBUF(31, MapFamilies.ringBuffer().with(CAN_BE_INNER)),
    CGRP_STORAGE(32, MapFamilies.localStorage().with(CAN_BE_INNER)),
    ARENA(33, MapFamilies.arena().with(CAN_BE_INNER));

    private static final IdTable<MapType> BY_ID = new IdTable<>(values(), MapType::id);

    private final int id;
    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable copies
    private final MapRules rules;

    MapType(int id, MapRules rules) {
        this.id = id;
        this.rules = rules;
    }

    /** The type of that number, or empty when Linux 6.18 has none of it (0 means unspecified and is none). */
    public static Optional<MapType> of(int id) {
        return BY_ID.find(id);
    }

    /** The number that bpf(2) takes. */
    public int id() {
        return id;
    }

    /** The constant of Linux's header, {@code BPF_MAP_TYPE_HASH}. */
    public String linuxName() {
        return "BPF_MAP_TYPE_" + name();
    }

    /** The name that bpftool prints and takes, {@code hash}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What creation asks for. */
    public MapRules rules() {
        return rules;
    }

    /** Whether maps of the type are so. */
    public boolean is(MapTrait trait) {
        return rules.traits().contains(trait);
    }

    /** Whether every CPU has its own values. */
    public boolean isPerCpu() {
        return is(PER_CPU);
    }

    /** Whether elements are found by a key; not so in queues, ring buffers, Bloom filters and arenas. */
    public boolean hasKeys() {
        return !rules.key().equals(SizeRule.NONE);
    }

    /** Whether there are values that bpf(2) reads or writes; not so in ring buffers and arenas. */
    public boolean hasValues() {
        return !rules.value().equals(SizeRule.NONE);
    }

    /** Whether a map of the type may be the inner map of a map in map. */
    public boolean canBeInner() {
        return is(CAN_BE_INNER);
    }

    /** Whether user space writes file descriptors as values. */
    public boolean valueIsFd() {
        return is(VALUE_IS_FD);
    }
}
