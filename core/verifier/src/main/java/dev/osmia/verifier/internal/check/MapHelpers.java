package dev.osmia.verifier.internal.check;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.MapInfo;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which helper takes which maps ({@code check_map_func_compatibility}). */
final class MapHelpers {
    private static final Map<MapType, Set<Helper>> OF_MAP = new EnumMap<>(MapType.class);
    private static final Map<Helper, Set<MapType>> OF_HELPER = new EnumMap<>(Helper.class);

    static {
        only(MapType.PROG_ARRAY, Helper.TAIL_CALL);
        only(MapType.PERF_EVENT_ARRAY, Helper.PERF_EVENT_READ, Helper.PERF_EVENT_OUTPUT, Helper.SKB_OUTPUT,
                Helper.PERF_EVENT_READ_VALUE, Helper.XDP_OUTPUT);
        only(MapType.RINGBUF, Helper.RINGBUF_OUTPUT, Helper.RINGBUF_RESERVE, Helper.RINGBUF_QUERY,
                Helper.RINGBUF_RESERVE_DYNPTR, Helper.RINGBUF_SUBMIT_DYNPTR, Helper.RINGBUF_DISCARD_DYNPTR);
        only(MapType.USER_RINGBUF, Helper.USER_RINGBUF_DRAIN);
        only(MapType.STACK_TRACE, Helper.GET_STACKID);
        only(MapType.CGROUP_ARRAY, Helper.SKB_UNDER_CGROUP, Helper.CURRENT_TASK_UNDER_CGROUP);
        only(MapType.CGROUP_STORAGE, Helper.GET_LOCAL_STORAGE);
        only(MapType.PERCPU_CGROUP_STORAGE, Helper.GET_LOCAL_STORAGE);
        only(MapType.DEVMAP, Helper.REDIRECT_MAP, Helper.MAP_LOOKUP_ELEM);
        only(MapType.DEVMAP_HASH, Helper.REDIRECT_MAP, Helper.MAP_LOOKUP_ELEM);
        only(MapType.CPUMAP, Helper.REDIRECT_MAP);
        only(MapType.XSKMAP, Helper.REDIRECT_MAP, Helper.MAP_LOOKUP_ELEM);
        only(MapType.ARRAY_OF_MAPS, Helper.MAP_LOOKUP_ELEM);
        only(MapType.HASH_OF_MAPS, Helper.MAP_LOOKUP_ELEM);
        only(MapType.SOCKMAP, Helper.SK_REDIRECT_MAP, Helper.SOCK_MAP_UPDATE, Helper.MSG_REDIRECT_MAP,
                Helper.SK_SELECT_REUSEPORT, Helper.MAP_LOOKUP_ELEM);
        only(MapType.SOCKHASH, Helper.SK_REDIRECT_HASH, Helper.SOCK_HASH_UPDATE, Helper.MSG_REDIRECT_HASH,
                Helper.SK_SELECT_REUSEPORT, Helper.MAP_LOOKUP_ELEM);
        only(MapType.REUSEPORT_SOCKARRAY, Helper.SK_SELECT_REUSEPORT);
        only(MapType.QUEUE, Helper.MAP_PEEK_ELEM, Helper.MAP_POP_ELEM, Helper.MAP_PUSH_ELEM);
        only(MapType.STACK, Helper.MAP_PEEK_ELEM, Helper.MAP_POP_ELEM, Helper.MAP_PUSH_ELEM);
        only(MapType.SK_STORAGE, Helper.SK_STORAGE_GET, Helper.SK_STORAGE_DELETE, Helper.KPTR_XCHG);
        only(MapType.INODE_STORAGE, Helper.INODE_STORAGE_GET, Helper.INODE_STORAGE_DELETE, Helper.KPTR_XCHG);
        only(MapType.TASK_STORAGE, Helper.TASK_STORAGE_GET, Helper.TASK_STORAGE_DELETE, Helper.KPTR_XCHG);
        only(MapType.CGRP_STORAGE, Helper.CGRP_STORAGE_GET, Helper.CGRP_STORAGE_DELETE, Helper.KPTR_XCHG);
        only(MapType.BLOOM_FILTER, Helper.MAP_PEEK_ELEM, Helper.MAP_PUSH_ELEM);
        needs(MapType.PROG_ARRAY, Helper.TAIL_CALL);
        needs(MapType.PERF_EVENT_ARRAY, Helper.PERF_EVENT_READ, Helper.PERF_EVENT_OUTPUT,
                Helper.PERF_EVENT_READ_VALUE, Helper.SKB_OUTPUT, Helper.XDP_OUTPUT);
        needs(MapType.RINGBUF, Helper.RINGBUF_OUTPUT, Helper.RINGBUF_RESERVE, Helper.RINGBUF_QUERY,
                Helper.RINGBUF_RESERVE_DYNPTR, Helper.RINGBUF_SUBMIT_DYNPTR, Helper.RINGBUF_DISCARD_DYNPTR);
        needs(MapType.USER_RINGBUF, Helper.USER_RINGBUF_DRAIN);
        needs(MapType.STACK_TRACE, Helper.GET_STACKID);
        needs(MapType.CGROUP_ARRAY, Helper.CURRENT_TASK_UNDER_CGROUP, Helper.SKB_UNDER_CGROUP);
        needs(MapType.SOCKMAP, Helper.SK_REDIRECT_MAP, Helper.MSG_REDIRECT_MAP, Helper.SOCK_MAP_UPDATE);
        needs(MapType.SOCKHASH, Helper.SK_REDIRECT_HASH, Helper.MSG_REDIRECT_HASH, Helper.SOCK_HASH_UPDATE);
        needs(MapType.SK_STORAGE, Helper.SK_STORAGE_GET, Helper.SK_STORAGE_DELETE);
        needs(MapType.INODE_STORAGE, Helper.INODE_STORAGE_GET, Helper.INODE_STORAGE_DELETE);
        needs(MapType.TASK_STORAGE, Helper.TASK_STORAGE_GET, Helper.TASK_STORAGE_DELETE);
        needs(MapType.CGRP_STORAGE, Helper.CGRP_STORAGE_GET, Helper.CGRP_STORAGE_DELETE);
        OF_HELPER.put(Helper.REDIRECT_MAP,
                EnumSet.of(MapType.DEVMAP, MapType.DEVMAP_HASH, MapType.CPUMAP, MapType.XSKMAP));
        OF_HELPER.put(Helper.GET_LOCAL_STORAGE,
                EnumSet.of(MapType.CGROUP_STORAGE, MapType.PERCPU_CGROUP_STORAGE));
        OF_HELPER.put(Helper.SK_SELECT_REUSEPORT,
                EnumSet.of(MapType.REUSEPORT_SOCKARRAY, MapType.SOCKMAP, MapType.SOCKHASH));
        OF_HELPER.put(Helper.MAP_POP_ELEM, EnumSet.of(MapType.QUEUE, MapType.STACK));
        OF_HELPER.put(Helper.MAP_PEEK_ELEM, EnumSet.of(MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER));
        OF_HELPER.put(Helper.MAP_PUSH_ELEM, EnumSet.of(MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER));
        OF_HELPER.put(Helper.MAP_LOOKUP_PERCPU_ELEM,
                EnumSet.of(MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH));
    }

    /** Programs in which no socket is locked, so that they may change maps of sockets. */
    private static final Set<ProgramType> SOCKMAP_WRITERS = EnumSet.of(ProgramType.SOCKET_FILTER,
            ProgramType.SCHED_CLS, ProgramType.SCHED_ACT, ProgramType.XDP, ProgramType.SK_REUSEPORT,
            ProgramType.FLOW_DISSECTOR, ProgramType.SK_LOOKUP);

    private MapHelpers() {
    }

    private static void only(MapType map, Helper... helpers) {
        OF_MAP.put(map, EnumSet.of(helpers[0], helpers));
    }

    private static void needs(MapType map, Helper... helpers) {
        for (Helper helper : helpers) {
            OF_HELPER.put(helper, EnumSet.of(map));
        }
    }

    static void check(Verification of, MapInfo map, Helper helper) {
        Set<Helper> helpers = OF_MAP.get(map.type());
        Set<MapType> maps = OF_HELPER.get(helper);
        String refusal = "cannot pass map_type " + map.type().id() + " into func " + helper.functionName() + "#"
                + helper.id();
        if (helpers != null && !helpers.contains(helper)) {
            boolean isUpdate = helper == Helper.MAP_UPDATE_ELEM || helper == Helper.MAP_DELETE_ELEM;
            boolean isOfSockets = map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH;
            if (!isOfSockets || !isUpdate) {
                throw of.invalid(refusal);
            }
            if (!mayUpdateSockets(of, helper)) {
                throw of.invalid("cannot update sockmap in this context").and(refusal);
            }
        }
        if (maps != null && !maps.contains(map.type())) {
            throw of.invalid(refusal);
        }
    }

    private static boolean mayUpdateSockets(Verification of, Helper helper) {
        ProgramType type = of.program.resolvedType();
        return SOCKMAP_WRITERS.contains(type)
                || type == ProgramType.TRACING && of.program.attachType() == AttachType.TRACE_ITER
                || type == ProgramType.SOCK_OPS && helper == Helper.MAP_DELETE_ELEM;
    }
}
