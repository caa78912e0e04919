package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
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
                (run, map, key, value, flags, _) -> at(run, map).update(run.cpu(), key, value, flags),
                Helper.MAP_DELETE_ELEM, (run, map, key, _, _, _) -> at(run, map).delete(run.cpu(), key),
                Helper.MAP_PUSH_ELEM, (run, map, value, flags, _, _) -> at(run, map).push(run.cpu(), value, flags),
                Helper.MAP_POP_ELEM, (run, map, value, _, _, _) -> at(run, map).pop(run.cpu(), value),
                Helper.MAP_PEEK_ELEM, (run, map, value, _, _, _) -> at(run, map).peek(run.cpu(), value),
                Helper.MAP_LOOKUP_PERCPU_ELEM, MapHelpers::lookupPerCpu);
    }

    private static EmbeddedMap at(Run run, long map) {
        return run.machine().maps().at(map);
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
