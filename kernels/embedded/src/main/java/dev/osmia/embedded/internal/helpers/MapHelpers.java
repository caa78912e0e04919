package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.MapFlag;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.EmbeddedMap;

import java.util.Map;

/** The operations on maps. */
final class MapHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.MAP_LOOKUP_ELEM, (run, map, key, _, _, _) -> at(run, map).lookup(run.cpu(), key),
                Helper.MAP_UPDATE_ELEM,
                (run, map, key, value, flags, _) -> writable(run, map).update(run.cpu(), key, value, flags),
                Helper.MAP_DELETE_ELEM, (run, map, key, _, _, _) -> writable(run, map).delete(run.cpu(), key),
                Helper.MAP_PUSH_ELEM,
                (run, map, value, flags, _, _) -> writable(run, map).push(run.cpu(), value, flags),
                Helper.MAP_POP_ELEM, (run, map, value, _, _, _) -> writable(run, map).pop(run.cpu(), value),
                Helper.MAP_PEEK_ELEM, (run, map, value, _, _, _) -> at(run, map).peek(run.cpu(), value),
                Helper.MAP_LOOKUP_PERCPU_ELEM, MapHelpers::lookupPerCpu,
                Helper.FOR_EACH_MAP_ELEM, MapHelpers::forEach);
    }

    /** {@code bpf_for_each_map_elem}: the callback ends the visit by returning 1. The result is how often it was called. */
    private static long forEach(Run run, long map, long callback, long context, long flags, long unused) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        EmbeddedMap visited = at(run, map);
        run.charge(Integer.toUnsignedLong(visited.spec().maxEntries()));
        KeyRegion key = new KeyRegion(visited);
        run.grant(key);
        try {
            return visited.visit(run.cpu(), (at, value) -> {
                key.move(at);
                return run.callBack(callback, map, at, value, context) == 0;
            });
        } finally {
            run.revoke(key);
        }
    }

    private static EmbeddedMap at(Run run, long map) {
        return run.machine().maps().at(map);
    }

    private static EmbeddedMap writable(Run run, long address) {
        EmbeddedMap map = at(run, address);
        if (map.has(MapFlag.RDONLY_PROG)) {
            throw new Fault("write into " + map + ", which is read-only for programs");
        }
        return map;
    }

    private static long lookupPerCpu(Run run, long map, long key, long cpu, long unused4, long unused5) {
        int number = (int) cpu;
        boolean exists = number >= 0 && number < run.machine().cpus().count();
        return exists ? at(run, map).lookupOn(number, key) : 0;
    }

    /** Why a map refuses, as programs see it. */
    static long refusal(Errno errno) {
        return -errno.code();
    }
}
