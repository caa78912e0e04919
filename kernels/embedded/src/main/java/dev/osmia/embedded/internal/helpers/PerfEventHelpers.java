package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.PerfEventFlags;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.maps.PerfEventArrayMap;
import dev.osmia.embedded.internal.net.Packet;

import java.util.Arrays;
import java.util.Map;

/** Samples written to perf events. */
final class PerfEventHelpers implements HelperFamily {
    private static final int CONTEXT_LENGTH_SHIFT = 32;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(Helper.PERF_EVENT_OUTPUT, PerfEventHelpers::output);
    }

    /** Programs on packets may have the first bytes of their packet appended. */
    private static long output(Run run, long context, long map, long flags, long data, long size) {
        boolean isPacket = run.hasSubject(Packet.SUBJECT);
        long allowed = PerfEventFlags.INDEX_MASK | (isPacket ? PerfEventFlags.CONTEXT_LENGTH_MASK : 0);
        if ((flags & ~allowed) != 0) {
            return Errno.EINVAL.result();
        }
        EmbeddedMap found = run.machine().maps().at(map);
        if (!(found instanceof PerfEventArrayMap events)) {
            throw new Fault(found + " is no array of perf events");
        }
        byte[] sample = run.box().get(data, (int) size);
        int appended = (int) (flags >>> CONTEXT_LENGTH_SHIFT);
        if (appended > 0) {
            byte[] packet = run.subject(Packet.SUBJECT).bytes();
            if (appended > packet.length) {
                return Errno.EFAULT.result();
            }
            sample = Arrays.copyOf(sample, sample.length + appended);
            System.arraycopy(packet, 0, sample, sample.length - appended, appended);
        }
        return events.output(run.cpu(), flags & PerfEventFlags.INDEX_MASK, sample);
    }
}
