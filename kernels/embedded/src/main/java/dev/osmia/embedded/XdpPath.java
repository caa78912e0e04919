package dev.osmia.embedded;

import dev.osmia.abi.XdpAction;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.maps.CpuMap;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.PacketPool;
import dev.osmia.embedded.internal.net.XdpFrame;

import java.util.List;
import java.util.function.Function;

/** The way of a packet through XDP: the program of its port, and the CPUs that CPU maps send it to with their programs. */
final class XdpPath {
    private final Machine machine;
    private final Interface self;
    private final MapRedirect maps;
    private final Interface.Traffic traffic;
    private final Function<byte[], PacketFate> up;

    /**
     * For packets that have come in by an interface.
     *
     * @param self that interface
     * @param traffic what takes packets that go back by it
     * @param up what takes packets that pass
     */
    XdpPath(Machine machine, Interface self, MapRedirect maps, Interface.Traffic traffic,
            Function<byte[], PacketFate> up) {
        this.machine = machine;
        this.self = self;
        this.maps = maps;
        this.traffic = traffic;
        this.up = up;
    }

    /** How far a packet has come on one CPU. */
    private sealed interface Step {
        /** As far as XDP goes. */
        record Done(PacketFate fate) implements Step {}

        /**
         * To where it goes on on another CPU; by then it has left this one's frame.
         *
         * @param map holds the element, retained until the packet is there
         * @param queue how many packets may wait for the CPU
         * @param bytes metadata and packet
         * @param linear how many of them were in the frame
         * @param depth how often it has been sent to a CPU before
         */
        record Hop(CpuMap map, int cpu, int queue, byte[] bytes, int metadata, int linear, int headroom,
                int depth) implements Step {}
    }

    private static Step dropped(PacketFate.Reason reason) {
        return new Step.Done(new PacketFate.Dropped(reason));
    }

    /** Carries out the port's program on a packet, and what that decides. */
    PacketFate arrive(EmbeddedProgram program, byte[] packet) {
        Step step = passed(run(program, packet));
        while (step instanceof Step.Hop hop) {
            step = follow(hop);
        }
        return ((Step.Done) step).fate();
    }

    private Step passed(Step step) {
        return step instanceof Step.Done(PacketFate.Passed(var packet)) ? new Step.Done(up.apply(packet)) : step;
    }

    private Step run(EmbeddedProgram program, byte[] packet) {
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            return run(program, packet, cpu);
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private Step run(EmbeddedProgram program, byte[] packet, VirtualCpu cpu) {
        PacketPool pool = PacketPool.of(machine, cpu);
        XdpFrame frame = pool.takeFrame();
        try {
            frame.fill(self, packet, 0, Math.min(packet.length, XdpFrame.MAX_LINEAR));
            XdpAction action = XdpAction.of(program.verdict(cpu, frame)).orElse(XdpAction.ABORTED);
            if (action == XdpAction.TX) {
                byte[] bytes = frame.bytes();
                traffic.transmit(bytes);
                return new Step.Done(new PacketFate.Returned(bytes));
            }
            return decided(action, cpu, frame, 0);
        } finally {
            pool.give(frame);
        }
    }

    private Step decided(XdpAction action, VirtualCpu cpu, XdpFrame frame, int depth) {
        return switch (action) {
            case PASS -> new Step.Done(new PacketFate.Passed(frame.bytes()));
            case REDIRECT -> redirect(cpu, frame, depth);
            case DROP -> dropped(PacketFate.Reason.VERDICT);
            case ABORTED, TX -> dropped(PacketFate.Reason.ABORTED);
        };
    }

    private Step redirect(VirtualCpu cpu, XdpFrame frame, int depth) {
        EmbeddedMap map = frame.redirect().map();
        if (map == null) {
            return new Step.Done(toInterface(frame));
        }
        return map instanceof CpuMap cpus
                ? toCpu(cpu, frame, cpus, depth)
                : new Step.Done(maps.toDevices(cpu, frame, map));
    }

    private PacketFate toInterface(XdpFrame frame) {
        Interface target = machine.interfaces().at(frame.redirect().target());
        Interface.Traffic there = target == null ? null : target.traffic();
        if (target == null || there == null) {
            return new PacketFate.Dropped(PacketFate.Reason.NO_TARGET);
        }
        byte[] bytes = frame.bytes();
        if (!target.takesForwarded(bytes.length)) {
            return new PacketFate.Dropped(PacketFate.Reason.TOO_LONG);
        }
        there.transmit(bytes);
        return new PacketFate.Redirected(bytes, List.of(target.name()));
    }

    private Step toCpu(VirtualCpu cpu, XdpFrame frame, CpuMap map, int depth) {
        if (depth == Interface.MAX_DEPTH) {
            return dropped(PacketFate.Reason.TOO_MANY_REDIRECTS);
        }
        int queue = maps.queueLength(cpu, frame, map);
        if (queue == 0 || !map.retain()) {
            return dropped(PacketFate.Reason.NO_TARGET);
        }
        return new Step.Hop(map, frame.redirect().target(), queue, frame.bytesWithMetadata(), frame.metadata(),
                frame.metadata() + frame.linear(), frame.headroom(), depth + 1);
    }

    private Step follow(Step.Hop hop) {
        try {
            if (!hop.map().enter(hop.cpu(), hop.queue())) {
                return dropped(PacketFate.Reason.QUEUE_FULL);
            }
            return machine.cpus().on(hop.cpu(), cpu -> {
                hop.map().leave(hop.cpu());
                return passed(goOn(cpu, hop));
            });
        } finally {
            hop.map().release();
        }
    }

    /** The program of the element may send the packet on in turn. */
    private Step goOn(VirtualCpu cpu, Step.Hop hop) {
        PacketPool pool = PacketPool.of(machine, cpu);
        XdpFrame frame = pool.takeFrame();
        try {
            frame.fill(self, hop.bytes(), hop.metadata(), hop.linear(), hop.headroom());
            XdpAction action = maps.onCpu(cpu, frame, hop.map(), hop.cpu());
            return action == null
                    ? dropped(PacketFate.Reason.NO_TARGET)
                    : decided(action, cpu, frame, hop.depth());
        } finally {
            pool.give(frame);
        }
    }
}
