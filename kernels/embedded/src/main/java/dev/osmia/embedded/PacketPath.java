package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.abi.RedirectFlags;
import dev.osmia.abi.TcAction;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.PacketPool;
import dev.osmia.embedded.internal.net.Redirect;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.VlanTags;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/** The ways through one port: in through XDP and the ingress programs, out through the egress programs. */
final class PacketPath implements Interface.Traffic {
    private final Machine machine;
    private final Interface self;
    private final XdpPath xdpPath;
    private final PacketFilters ingress = new PacketFilters();
    private final PacketFilters egress = new PacketFilters();
    private volatile @Nullable EmbeddedProgram xdp;
    private volatile Consumer<byte[]> transmitted = _ -> {};
    private volatile Consumer<byte[]> received = _ -> {};

    PacketPath(EmbeddedKernel kernel, Machine machine, Interface self) {
        this.machine = machine;
        this.self = self;
        this.xdpPath = new XdpPath(machine, self, new MapRedirect(kernel, machine, self), this,
                packet -> enter(packet, 0));
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
        return program == null ? enter(packet, 0) : xdpPath.arrive(program, packet);
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
