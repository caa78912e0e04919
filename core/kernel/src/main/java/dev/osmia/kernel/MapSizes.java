package dev.osmia.kernel;

import dev.osmia.abi.MapType;
import dev.osmia.object.MapSpec;

import java.util.EnumSet;
import java.util.Set;

/** Sizes that object files leave to whoever loads them, as libbpf fills them in. */
public final class MapSizes {
    private static final Set<MapType> RINGS = EnumSet.of(MapType.RINGBUF, MapType.USER_RINGBUF);

    private MapSizes() {
    }

    /**
     * The specification with the sizes that it leaves open: a perf event array of 0 elements gets one a CPU, a ring buffer
     * whole pages, a power of two of them.
     *
     * @param cpus how many CPUs the kernel may ever have
     * @param pageSize bytes of a page
     */
    public static MapSpec completed(MapSpec spec, int cpus, int pageSize) {
        if (spec.type() == MapType.PERF_EVENT_ARRAY && spec.maxEntries() == 0) {
            return spec.withMaxEntries(cpus);
        }
        if (RINGS.contains(spec.type()) && spec.maxEntries() > 0) {
            int bytes = Math.max(spec.maxEntries(), pageSize);
            int rounded = Integer.highestOneBit(bytes - 1) << 1;
            return spec.withMaxEntries(rounded > 0 ? rounded : spec.maxEntries());
        }
        return spec;
    }
}
