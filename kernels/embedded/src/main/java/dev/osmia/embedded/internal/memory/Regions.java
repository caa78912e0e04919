package dev.osmia.embedded.internal.memory;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The live regions of a kernel: what the checked engine and the fault-tolerant helpers look accesses up in. */
public final class Regions {
    private final ConcurrentSkipListMap<Long, Region> byStart = new ConcurrentSkipListMap<>();

    /** Makes a region known; regions do not overlap. */
    public void add(Region region) {
        byStart.put(region.start(), region);
    }

    /** Forgets a region. */
    public void remove(Region region) {
        byStart.remove(region.start(), region);
    }

    /** The region that an address lies in, or null. */
    public @Nullable Region at(long address) {
        Map.Entry<Long, Region> entry = byStart.floorEntry(address);
        return entry != null && address < entry.getValue().end() ? entry.getValue() : null;
    }
}
