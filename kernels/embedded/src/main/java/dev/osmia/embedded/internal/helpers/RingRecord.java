package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Loan;
import dev.osmia.embedded.internal.maps.RecordRing;
import dev.osmia.embedded.internal.maps.RingBufferMap;

/** A record of a ring buffer that a program fills. */
record RingRecord(RecordRing ring, long start, long end) implements Loan {

    static RingRecord of(RingBufferMap ring, long start) {
        return new RingRecord(ring, start, start + ring.length(start));
    }

    @Override
    public String name() {
        return "record of " + (end - start) + " bytes in " + ring;
    }

    @Override
    public boolean writable() {
        return true;
    }

    /** An unfinished record would keep all later ones from the reader for good. */
    @Override
    public void seize() {
        ring.discard(start, 0);
    }
}
