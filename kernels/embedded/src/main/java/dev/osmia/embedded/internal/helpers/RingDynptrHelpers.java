package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.maps.RecordRing;

import java.util.Map;

/** Records of a ring buffer behind dynptrs. A program that gets none still has to hand the dynptr over. */
final class RingDynptrHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.RINGBUF_RESERVE_DYNPTR, RingDynptrHelpers::reserve,
                Helper.RINGBUF_SUBMIT_DYNPTR,
                (run, dynptr, flags, _, _, _) -> release(run, dynptr, flags, RecordRing::submit),
                Helper.RINGBUF_DISCARD_DYNPTR,
                (run, dynptr, flags, _, _, _) -> release(run, dynptr, flags, RecordRing::discard));
    }

    /** How a record leaves the program. */
    private interface Exit {
        void leave(RecordRing ring, long address, long flags);
    }

    private static long reserve(Run run, long map, long size, long flags, long target, long unused5) {
        Dynptr.nowhere().put(run.box(), target);
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        int bytes = (int) size;
        if (Integer.compareUnsigned(bytes, Dynptr.MAX_SIZE) > 0) {
            return Errno.E2BIG.result();
        }
        EmbeddedMap found = run.machine().maps().at(map);
        if (!(found instanceof RecordRing ring)) {
            throw new Fault(found + " takes no records");
        }
        long record = ring.reserve(bytes);
        if (record == 0) {
            return Errno.EINVAL.result();
        }
        run.lend(new RingRecord(ring, record, record + bytes));
        Dynptr.of(Dynptr.Kind.RINGBUF, record, bytes, false).put(run.box(), target);
        return 0;
    }

    private static long release(Run run, long target, long flags, Exit exit) {
        Dynptr dynptr = Dynptr.at(run.box(), target);
        if (!dynptr.isNull()) {
            exit.leave(run.giveBack(dynptr.data(), RingRecord.class).ring(), dynptr.data(), flags);
            Dynptr.nowhere().put(run.box(), target);
        }
        return 0;
    }
}
