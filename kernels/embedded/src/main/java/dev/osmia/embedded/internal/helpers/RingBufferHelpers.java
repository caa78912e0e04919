package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.RingBufferFlags;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.maps.RingBufferMap;
import dev.osmia.embedded.internal.maps.UserRingBufferMap;

import java.util.Map;

/** Records written to ring buffers, and read from those of user space. */
final class RingBufferHelpers implements HelperFamily {
    private static final long WAKEUP_FLAGS = RingBufferFlags.NO_WAKEUP | RingBufferFlags.FORCE_WAKEUP;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.RINGBUF_OUTPUT, RingBufferHelpers::output,
                Helper.RINGBUF_RESERVE, RingBufferHelpers::reserve,
                Helper.RINGBUF_SUBMIT, RingBufferHelpers::submit,
                Helper.RINGBUF_DISCARD, RingBufferHelpers::discard,
                Helper.RINGBUF_QUERY, (run, map, what, _, _, _) -> ring(run, map).query(what),
                Helper.USER_RINGBUF_DRAIN, RingBufferHelpers::drain);
    }

    /** The ring buffer that an address stands for. */
    static RingBufferMap ring(Run run, long map) {
        EmbeddedMap found = run.machine().maps().at(map);
        if (found instanceof RingBufferMap ring) {
            return ring;
        }
        throw new Fault(found + " is no ring buffer");
    }

    private static long output(Run run, long map, long data, long size, long flags, long unused5) {
        if ((flags & ~WAKEUP_FLAGS) != 0) {
            return Errno.EINVAL.result();
        }
        RingBufferMap ring = ring(run, map);
        long record = ring.reserve(size);
        if (record == 0) {
            return Errno.EAGAIN.result();
        }
        run.box().copy(data, record, size);
        ring.submit(record, flags);
        return 0;
    }

    private static long reserve(Run run, long map, long size, long flags, long unused4, long unused5) {
        if (flags != 0) {
            return 0;
        }
        RingBufferMap ring = ring(run, map);
        long record = ring.reserve(size);
        if (record != 0) {
            run.lend(RingRecord.of(ring, record));
        }
        return record;
    }

    private static long submit(Run run, long record, long flags, long unused3, long unused4, long unused5) {
        RingRecord lent = run.giveBack(record, RingRecord.class);
        lent.ring().submit(lent.start(), flags);
        return 0;
    }

    private static long discard(Run run, long record, long flags, long unused3, long unused4, long unused5) {
        RingRecord lent = run.giveBack(record, RingRecord.class);
        lent.ring().discard(lent.start(), flags);
        return 0;
    }

    /** Writers that wait are woken by every drain, which they may be as Linux has it: the flags are checked, no more. */
    private static long drain(Run run, long map, long callback, long context, long flags, long unused5) {
        if ((flags & ~WAKEUP_FLAGS) != 0) {
            return Errno.EINVAL.result();
        }
        EmbeddedMap found = run.machine().maps().at(map);
        if (!(found instanceof UserRingBufferMap ring)) {
            throw new Fault(found + " is no user ring buffer");
        }
        try (CallbackDynptr dynptr = CallbackDynptr.open(run, "sample of " + found)) {
            return ring.drain((sample, size) -> run.callBack(callback, dynptr.show(sample, size), context, 0, 0) == 0);
        }
    }
}
