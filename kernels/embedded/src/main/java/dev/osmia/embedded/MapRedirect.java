package dev.osmia.embedded;

import dev.osmia.abi.MapType;
import dev.osmia.abi.RedirectFlags;
import dev.osmia.abi.XdpAction;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.maps.CpuMap;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.PacketPool;
import dev.osmia.embedded.internal.net.XdpFrame;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Where packets go that an XDP program sends through a map, and the programs that the map has for them. */
final class MapRedirect {
    private static final int WITH_PROGRAM = 8;

    private final EmbeddedKernel kernel;
    private final Machine machine;
    private final Interface self;

    /**
     * For packets that have come in by an interface.
     *
     * @param self that interface
     */
    MapRedirect(EmbeddedKernel kernel, Machine machine, Interface self) {
        this.kernel = kernel;
        this.machine = machine;
        this.self = self;
    }

    /** An element as programs see it: the interface or the queue length, and the program's id or 0. */
    private record Entry(int number, int program) {}

    private Entry entry(EmbeddedMap map, long value) {
        int program = map.spec().valueSize() == WITH_PROGRAM ? machine.box().getInt(value + Integer.BYTES) : 0;
        return new Entry(machine.box().getInt(value), program);
    }

    private @Nullable Entry target(VirtualCpu cpu, XdpFrame frame, EmbeddedMap map) {
        long value = map.lookup(cpu, frame.key(frame.redirect().target()));
        return value == 0 ? null : entry(map, value);
    }

    /** What the program of an element says of a packet; it passes where there is none. */
    private XdpAction verdict(VirtualCpu cpu, XdpFrame frame, Entry entry) {
        EmbeddedProgram program = entry.program() == 0 ? null : kernel.held(entry.program());
        return program == null
                ? XdpAction.PASS
                : XdpAction.of(program.verdict(cpu, frame)).orElse(XdpAction.ABORTED);
    }

    /** How many packets may wait for the CPU that a packet was sent to; 0 if a CPU map has no such element. */
    int queueLength(VirtualCpu cpu, XdpFrame frame, CpuMap map) {
        Entry entry = target(cpu, frame, map);
        return entry == null ? 0 : entry.number();
    }

    /** What an element of a CPU map makes of a packet that has come to its CPU; null if there is no such element any more. */
    @Nullable
    XdpAction onCpu(VirtualCpu cpu, XdpFrame frame, CpuMap map, int element) {
        long value = map.lookup(cpu, frame.key(element));
        return value == 0 ? null : verdict(cpu, frame, entry(map, value));
    }

    /** Sends a packet to the interface, or all the interfaces, of a device map that its program has asked for. */
    PacketFate toDevices(VirtualCpu cpu, XdpFrame frame, EmbeddedMap map) {
        boolean toAll = (frame.redirect().flags() & RedirectFlags.BROADCAST) != 0;
        byte[] bytes = frame.bytes();
        List<Entry> entries = toAll ? all(cpu, frame, map) : one(target(cpu, frame, map));
        List<String> reached = new ArrayList<>();
        PacketFate.Reason reason = PacketFate.Reason.NO_TARGET;
        for (Entry entry : entries) {
            Interface target = machine.interfaces().at(entry.number());
            Interface.Traffic traffic = target == null ? null : target.traffic();
            if (target != null && traffic != null && !target.takesForwarded(bytes.length)) {
                reason = PacketFate.Reason.TOO_LONG;
            } else if (target != null && traffic != null) {
                byte[] sent = toAll ? copied(cpu, frame, entry, target) : passed(cpu, frame, entry, target);
                if (sent != null) {
                    traffic.transmit(sent);
                    reached.add(target.name());
                }
                reason = sent == null ? PacketFate.Reason.VERDICT : reason;
            }
        }
        return reached.isEmpty()
                ? new PacketFate.Dropped(reason)
                : new PacketFate.Redirected(bytes, reached);
    }

    private static List<Entry> one(@Nullable Entry entry) {
        return entry == null ? List.of() : List.of(entry);
    }

    private List<Entry> all(VirtualCpu cpu, XdpFrame frame, EmbeddedMap map) {
        boolean exclude = (frame.redirect().flags() & RedirectFlags.EXCLUDE_INGRESS) != 0;
        List<Entry> entries = new ArrayList<>();
        if (map.type() == MapType.DEVMAP || map.type() == MapType.DEVMAP_HASH) {
            long ignored = map.visit(cpu, (_, value) -> {
                Entry entry = entry(map, value);
                if (!exclude || entry.number() != self.index()) {
                    entries.add(entry);
                }
                return true;
            });
        }
        return entries;
    }

    /** The packet as it leaves, null if the element's program drops it. */
    private byte @Nullable [] passed(VirtualCpu cpu, XdpFrame frame, Entry entry, Interface target) {
        frame.setEgress(target);
        return verdict(cpu, frame, entry) == XdpAction.PASS ? frame.bytes() : null;
    }

    /** As {@link #passed}, with a copy for each interface: what one's program writes no other sees. */
    private byte @Nullable [] copied(VirtualCpu cpu, XdpFrame frame, Entry entry, Interface target) {
        if (entry.program() == 0) {
            return frame.bytes();
        }
        PacketPool pool = PacketPool.of(machine, cpu);
        XdpFrame copy = pool.takeFrame();
        try {
            copy.fill(self, frame.bytesWithMetadata(), frame.metadata(), frame.metadata() + frame.linear(),
                    frame.headroom());
            return passed(cpu, copy, entry, target);
        } finally {
            pool.give(copy);
        }
    }
}
