package dev.osmia.abi;

import java.util.EnumSet;
import java.util.Set;

/** The flags with which a map is created, {@code map_flags} (Linux 6.18, {@code BPF_F_*} in {@code linux/bpf.h}). */
public enum MapFlag {
    /** Elements are allocated when they are inserted, not all at creation. */
    NO_PREALLOC(1),
    /** Each CPU has a free list and an eviction order of its own in an LRU map. */
    NO_COMMON_LRU(1 << 1),
    /** The memory comes from the NUMA node that {@code numa_node} names. */
    NUMA_NODE(1 << 2),
    /** User space may only read through the descriptor. */
    RDONLY(1 << 3),
    /** User space may only write through the descriptor. */
    WRONLY(1 << 4),
    /** A stack trace holds build ids with offsets, 32 bytes a frame, instead of addresses of 8. */
    STACK_BUILD_ID(1 << 5),
    /** The hash seed is zero, so that element order repeats. */
    ZERO_SEED(1 << 6),
    /** Programs may only read. */
    RDONLY_PROG(1 << 7),
    /** Programs may only write. */
    WRONLY_PROG(1 << 8),
    /** A socket's storage is copied to the sockets that a listener accepts. */
    CLONE(1 << 9),
    /** User space may map the values into memory. */
    MMAPABLE(1 << 10),
    /** Perf events stay when the descriptor through which they were inserted closes. */
    PRESERVE_ELEMS(1 << 11),
    /** As an inner map it may differ in its number of elements. */
    INNER_MAP(1 << 12),
    /** A {@code STRUCT_OPS} map is registered by a link, not by an update. */
    LINK(1 << 13),
    /** Pinning and opening by path take a directory descriptor. */
    PATH_FD(1 << 14),
    /** A {@code STRUCT_OPS} map's value type is in a module's BTF. */
    VTYPE_BTF_OBJ_FD(1 << 15),
    /** The command carries a token descriptor. */
    TOKEN_FD(1 << 16),
    /** User space gets a segmentation fault for an arena page that is not there. */
    SEGV_ON_FAULT(1 << 17),
    /** An arena's addresses are not converted to user space addresses. */
    NO_USER_CONV(1 << 18);

    private final int value;

    MapFlag(int value) {
        this.value = value;
    }

    /** The flags set in {@code mask}. Bits that no flag has are left out: {@link #unknown(int)} gives them. */
    public static Set<MapFlag> setOf(int mask) {
        var flags = EnumSet.noneOf(MapFlag.class);
        for (MapFlag flag : values()) {
            if ((mask & flag.value) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /** The bits of {@code mask} that are no flag of Linux 6.18. */
    public static int unknown(int mask) {
        return mask & ~mask(Set.of(values()));
    }

    /** All values or'ed together. */
    public static int mask(Set<MapFlag> flags) {
        return flags.stream().mapToInt(MapFlag::value).reduce(0, (left, right) -> left | right);
    }

    /** The bit. */
    public int value() {
        return value;
    }

    /** The constant of Linux's header, {@code BPF_F_NO_PREALLOC}. */
    public String linuxName() {
        return "BPF_F_" + name();
    }
}
