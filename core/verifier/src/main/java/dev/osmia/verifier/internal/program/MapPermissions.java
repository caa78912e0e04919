package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.path.Rejection;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** Which maps a program may have ({@code check_map_prog_compatibility}). */
final class MapPermissions {
    private static final Set<ProgramType> PROBES = EnumSet.of(ProgramType.KPROBE, ProgramType.TRACEPOINT,
            ProgramType.PERF_EVENT, ProgramType.RAW_TRACEPOINT, ProgramType.RAW_TRACEPOINT_WRITABLE);
    private static final Set<MapType> OF_SLEEPERS = EnumSet.of(MapType.HASH, MapType.LRU_HASH, MapType.ARRAY,
            MapType.PERCPU_HASH, MapType.PERCPU_ARRAY, MapType.LRU_PERCPU_HASH, MapType.ARRAY_OF_MAPS,
            MapType.HASH_OF_MAPS, MapType.RINGBUF, MapType.USER_RINGBUF, MapType.INODE_STORAGE, MapType.SK_STORAGE,
            MapType.TASK_STORAGE, MapType.CGRP_STORAGE, MapType.QUEUE, MapType.STACK, MapType.ARENA);

    private MapPermissions() {
    }

    static void check(Program program, MapInfo map, Collection<MapInfo> others) {
        Fields fields = map.fields();
        boolean isProbe = PROBES.contains(program.type());
        if (isProbe && (fields.has(Field.Kind.LIST_HEAD) || fields.has(Field.Kind.TREE_ROOT))) {
            throw refuse("tracing progs cannot use bpf_{list_head,rb_root} yet");
        }
        if (fields.hasLock() && program.type() == ProgramType.SOCKET_FILTER) {
            throw refuse("socket filter progs cannot use bpf_spin_lock yet");
        }
        if (fields.hasLock() && isProbe) {
            throw refuse("tracing progs cannot use bpf_spin_lock yet");
        }
        if (fields.has(Field.Kind.TIMER) && isProbe) {
            throw refuse("tracing progs cannot use bpf_timer yet");
        }
        if (fields.has(Field.Kind.WORK_QUEUE) && isProbe) {
            throw refuse("tracing progs cannot use bpf_wq yet");
        }
        if (map.type() == MapType.STRUCT_OPS) {
            throw refuse("bpf_struct_ops map cannot be used in prog");
        }
        if (program.has(ProgramFlag.SLEEPABLE) && !OF_SLEEPERS.contains(map.type())) {
            throw refuse("Sleepable programs can only use array, hash, ringbuf and local storage maps");
        }
        checkOnly(map, others);
    }

    private static void checkOnly(MapInfo map, Collection<MapInfo> others) {
        boolean isSecond = others.stream().anyMatch(other -> other.type() == map.type());
        if (isSecond && (map.type() == MapType.CGROUP_STORAGE || map.type() == MapType.PERCPU_CGROUP_STORAGE)) {
            throw new Rejection(Errno.EBUSY, "only one cgroup storage of each type is allowed");
        }
        if (isSecond && map.type() == MapType.ARENA) {
            throw new Rejection(Errno.EBUSY, "Only one arena per program");
        }
    }

    private static Rejection refuse(String message) {
        return new Rejection(Errno.EINVAL, message);
    }
}
