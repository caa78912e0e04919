package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.object.MapSpec;

/** A ring buffer of either direction. bpf(2) refuses all operations on it: user space works on its memory. */
abstract class RingMap extends EmbeddedMap {
    private final RingMemory ring;
    private final UserEnd userEnd;

    /**
     * A ring of {@code max_entries} bytes.
     *
     * @param end what user space has of it, for messages
     */
    RingMap(MapMemory memory, MapSpec spec, String end) {
        super(memory, spec);
        ring = new RingMemory(memory, Integer.toUnsignedLong(spec.maxEntries()));
        userEnd = new UserEnd(this, end);
    }

    /** Its memory. */
    final RingMemory ring() {
        return ring;
    }

    /** Its reader or writer. */
    final UserEnd userEnd() {
        return userEnd;
    }

    @Override
    public final long update(VirtualCpu cpu, long key, long value, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    public final long delete(VirtualCpu cpu, long key) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    protected final long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    protected final long next(VirtualCpu cpu, long key, long target) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    void shutDown() {
        userEnd.shutDown();
    }
}
