package dev.osmia.embedded;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.RedirectFlags;
import dev.osmia.abi.TcAction;
import dev.osmia.abi.XdpAction;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.PacketPool;
import dev.osmia.embedded.internal.net.Redirect;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.VlanTags;
import dev.osmia.embedded.internal.net.XdpFrame;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/** The ways through one port: in through XDP and the ingress programs, out through the egress programs. */
final class PacketPath implements Interface.Traffic {
    private final Machine machine;
    private final Interface self;
    private final MapRedirect maps;
    private final PacketFilters ingress = new PacketFilters();
    private final PacketFilters egress = new PacketFilters();
    private volatile @Nullable EmbeddedProgram xdp;
    private volatile Consumer<byte[]> transmitted = _ -> {};
    private volatile Consumer<byte[]> received = _ -> {};

    PacketPath(EmbeddedKernel kernel, Machine machine, Interface self) {
        this.machine = machine;
        this.self = self;
        this.maps = new MapRedirect(kernel, machine, self);
    }

    /** Takes the only place for an XDP program; false if it is taken. */
    synchronized boolean takeXdp(EmbeddedProgram program) {
        if (xdp != null) {
            return false;
        }
        xdp = program;
        return true;
    }

    synchronized void leaveXdp() {
        xdp = null;
    }

    PacketFilters ingress() {
        return ingress;
    }

    PacketFilters egress() {
        return egress;
    }

    void onTransmit(Consumer<byte[]> listener) {
        transmitted = listener;
    }

    void onReceive(Consumer<byte[]> listener) {
        received = listener;
    }

    @Override
    public void transmit(byte[] packet) {
        transmitted.accept(packet);
    }

    @Override
    public void send(byte[] packet, int depth) {
        leave(packet, depth);
    }

    @Override
    public void receive(byte[] packet, int depth) {
        if (enter(packet, depth) instanceof PacketFate.Passed(var passed)) {
            received.accept(passed);
        }
    }

    /** Takes a packet from outside. */
    PacketFate arrive(byte[] packet) {
        EmbeddedProgram program = xdp;
        if (program == null) {
            return enter(packet, 0);
        }
        PacketFate fate = runXdp(program, packet);
        return fate instanceof PacketFate.Passed(var passed) ? enter(passed, 0) : fate;
    }

    private PacketFate runXdp(EmbeddedProgram program, byte[] packet) {
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            return runXdp(program, packet, cpu);
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private PacketFate runXdp(EmbeddedProgram program, byte[] packet, VirtualCpu cpu) {
        PacketPool pool = PacketPool.of(machine, cpu);
        XdpFrame frame = pool.takeFrame();
        try {
            frame.fill(self, packet, 0, Math.min(packet.length, XdpFrame.MAX_LINEAR));
            return switch (XdpAction.of(program.verdict(cpu, frame)).orElse(XdpAction.ABORTED)) {
                case ABORTED -> new PacketFate.Dropped(PacketFate.Reason.ABORTED);
                case DROP -> new PacketFate.Dropped(PacketFate.Reason.VERDICT);
                case PASS -> new PacketFate.Passed(frame.bytes());
                case TX -> {
                    byte[] bytes = frame.bytes();
                    transmit(bytes);
                    yield new PacketFate.Returned(bytes);
                }
                case REDIRECT -> redirect(cpu, frame, 0);
            };
        } finally {
            pool.give(frame);
        }
    }

    /** The program of a CPU map's element may send the packet on in turn. */
    private PacketFate redirect(VirtualCpu cpu, XdpFrame frame, int depth) {
        EmbeddedMap map = frame.redirect().map();
        if (map == null) {
            return toInterface(frame);
        }
        if (map.type() != MapType.CPUMAP) {
            return maps.toDevices(cpu, frame, map);
        }
        if (depth == Interface.MAX_DEPTH) {
            return new PacketFate.Dropped(PacketFate.Reason.TOO_MANY_REDIRECTS);
        }
        XdpAction action = maps.onCpu(cpu, frame, map);
        if (action == null) {
            return new PacketFate.Dropped(PacketFate.Reason.NO_TARGET);
        }
        return switch (action) {
            case PASS -> new PacketFate.Passed(frame.bytes());
            case REDIRECT -> redirect(cpu, frame, depth + 1);
            case DROP -> new PacketFate.Dropped(PacketFate.Reason.VERDICT);
            case ABORTED, TX -> new PacketFate.Dropped(PacketFate.Reason.ABORTED);
        };
    }

    private PacketFate toInterface(XdpFrame frame) {
        Interface target = machine.interfaces().at(frame.redirect().target());
        Interface.Traffic traffic = target == null ? null : target.traffic();
        if (target == null || traffic == null) {
            return new PacketFate.Dropped(PacketFate.Reason.NO_TARGET);
        }
        byte[] bytes = frame.bytes();
        traffic.transmit(bytes);
        return new PacketFate.Redirected(bytes, List.of(target.name()));
    }

    private PacketFate enter(byte[] packet, int depth) {
        return filter(ingress, packet, depth, true);
    }

    /** Takes a packet from inside. */
    PacketFate leave(byte[] packet, int depth) {
        PacketFate fate = filter(egress, packet, depth, false);
        if (fate instanceof PacketFate.Passed(var passed)) {
            transmit(passed);
        }
        return fate;
    }

    private PacketFate filter(PacketFilters filters, byte[] packet, int depth, boolean arrives) {
        if (filters.isEmpty()) {
            return new PacketFate.Passed(packet);
        }
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            return filter(filters, packet, depth, arrives, cpu);
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private PacketFate filter(PacketFilters filters, byte[] packet, int depth, boolean arrives, VirtualCpu cpu) {
        PacketPool pool = PacketPool.of(machine, cpu);
        SocketBuffer buffer = pool.takeBuffer(ProgramType.SCHED_CLS);
        try {
            buffer.fill(self, packet, depth);
            int wire = buffer.length();
            buffer.push(Ethernet.HEADER);
            if (!VlanTags.untag(machine.box(), buffer)) {
                return new PacketFate.Dropped(PacketFate.Reason.TOO_SHORT);
            }
            buffer.setWireLength(arrives ? wire : buffer.length());
            if (arrives) {
                buffer.setIngress(self);
            }
            buffer.showBounds();
            TcAction verdict = filters.verdict(cpu, buffer);
            return switch (verdict) {
                case SHOT -> new PacketFate.Dropped(PacketFate.Reason.VERDICT);
                case REDIRECT -> redirect(buffer);
                default -> new PacketFate.Passed(VlanTags.onWire(buffer));
            };
        } finally {
            pool.give(buffer);
        }
    }

    private PacketFate redirect(SocketBuffer buffer) {
        Redirect redirect = buffer.redirect();
        Interface target = redirect.isToPeer() ? null : machine.interfaces().at(redirect.target());
        Interface.@Nullable Traffic traffic = target == null ? null : target.traffic();
        if (target == null || traffic == null) {
            return new PacketFate.Dropped(PacketFate.Reason.NO_TARGET);
        }
        int depth = buffer.depth() + 1;
        if (depth > Interface.MAX_DEPTH) {
            return new PacketFate.Dropped(PacketFate.Reason.TOO_MANY_REDIRECTS);
        }
        byte[] bytes = VlanTags.onWire(buffer);
        if ((redirect.flags() & RedirectFlags.INGRESS) != 0) {
            traffic.receive(bytes, depth);
        } else {
            traffic.send(bytes, depth);
        }
        return new PacketFate.Redirected(bytes, List.of(target.name()));
    }
}
