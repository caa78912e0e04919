package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.engine.RunState;
import dev.osmia.embedded.internal.maps.RecordRing;
import dev.osmia.embedded.internal.memory.Region;

import java.util.HashMap;
import java.util.Map;

/** The records that a run has reserved through dynptrs: until it lets go of them, and no longer, it may write there. */
final class ReservedRecords implements RunState {
    private final Run run;
    private final Map<Long, Reserved> byAddress = new HashMap<>();

    private record Reserved(RecordRing ring, Region region) {}

    ReservedRecords(Run run) {
        this.run = run;
    }

    void add(RecordRing ring, long address, int size) {
        Region region = new Region.Range("record of a ring buffer", address, address + size, true);
        run.grant(region);
        byAddress.put(address, new Reserved(ring, region));
    }

    /** Forgets a record, and returns where it belongs. */
    RecordRing remove(long address) {
        Reserved reserved = byAddress.remove(address);
        if (reserved == null) {
            throw new Fault("0x" + Long.toHexString(address) + " is no record that the program has reserved and holds");
        }
        run.revoke(reserved.region());
        return reserved.ring();
    }

    @Override
    public void check() {
        if (!byAddress.isEmpty()) {
            throw new Fault("the program ends and has neither submitted nor discarded a record that it reserved");
        }
    }

    /** A record that nobody hands over would hold up all behind it. */
    @Override
    public void clear() {
        byAddress.forEach((address, reserved) -> reserved.ring().discard(address, 0));
    }
}
