package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.Hook;

import java.util.function.Consumer;

/**
 * A port of the packet pipeline: what a network interface is to Linux. The host hands in packets that arrive or leave
 * and learns what programs make of them. Safe for use by many threads.
 *
 * <p>Programs are attached by {@link Hook#xdp}, {@link Hook#ingress} and {@link Hook#egress} with the port's name. A
 * port has at most one XDP program; tc programs run in the order in which they were attached, as tcx has it: the first
 * that returns {@code TC_ACT_OK}, {@code TC_ACT_SHOT} or {@code TC_ACT_REDIRECT} decides, other values leave it to the
 * next one, and after the last the packet passes. Packets are Ethernet packets of 14 to {@value #MAX_PACKET} bytes; a
 * VLAN tag is kept beside the packet while tc programs run. There are no neighbours, routes or peers, metadata written
 * by XDP ends there, and packets to an {@code XSKMAP} find no socket.
 *
 * <p>A packet that XDP sends to a CPU map goes on on that CPU, in the thread that has brought it: {@link #receive} waits for
 * the CPU, and says what became of the packet there. As many packets as the element says may wait, those beyond are dropped.
 * A thread that is in a run already, such as one that calls from a listener, goes on on the CPU that it has.
 */
public final class Port {
    /** Most bytes of a packet. */
    public static final int MAX_PACKET = SocketBuffer.MAX_LENGTH;

    /** {@code ETH_MIN_MTU} and {@code ETH_MAX_MTU}. */
    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65535;

    private final EmbeddedKernel kernel;
    private final Interface self;
    private final PacketPath path;

    private Port(EmbeddedKernel kernel, Interface self, PacketPath path) {
        this.kernel = kernel;
        this.self = self;
        this.path = path;
    }

    static Port create(EmbeddedKernel kernel, Machine machine, String name) {
        Interface self = machine.interfaces().add(name);
        PacketPath path = new PacketPath(kernel, machine, self);
        self.connect(path);
        return new Port(kernel, self, path);
    }

    /** Its name. */
    public String name() {
        return self.name();
    }

    /** Its number, which programs know as {@code ifindex}; the first port has 2, since 1 is Linux's loopback. */
    public int index() {
        return self.index();
    }

    /** Bytes that a packet may have behind its Ethernet header; 1500 unless said otherwise. */
    public int mtu() {
        return self.mtu();
    }

    /**
     * Says how many bytes a packet may have behind its Ethernet header, 68 to 65,535. As on Linux programs learn it from
     * {@code bpf_check_mtu}, and XDP cannot redirect a packet here that is longer than this, the Ethernet header and a VLAN tag
     * together; what arrives from outside, what the host sends and what tc programs redirect is not measured.
     */
    public void setMtu(int mtu) {
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException(
                    "an MTU is " + MIN_MTU + " to " + MAX_MTU + " bytes, not " + mtu);
        }
        self.setMtu(mtu);
    }

    /** Says who takes packets that leave by this port. Until then they vanish. */
    public void onTransmit(Consumer<byte[]> listener) {
        path.onTransmit(listener);
    }

    /** Says who takes packets that programs redirect into this port and that pass. Until then they vanish. */
    public void onReceive(Consumer<byte[]> listener) {
        path.onReceive(listener);
    }

    /**
     * Takes a packet that arrives: the XDP program sees it, then the ingress programs.
     *
     * @throws IllegalArgumentException if it is no packet by its length
     * @throws ProgramTrap if a program misbehaves
     */
    public PacketFate receive(byte[] packet) {
        return path.arrive(requirePacket(packet));
    }

    /**
     * Takes a packet that the host sends: the egress programs see it, then, if it passes, the listener.
     *
     * @throws IllegalArgumentException if it is no packet by its length
     * @throws ProgramTrap if a program misbehaves
     */
    public PacketFate send(byte[] packet) {
        return path.leave(requirePacket(packet), 0);
    }

    private byte[] requirePacket(byte[] packet) {
        kernel.requireOpen();
        if (packet.length < Ethernet.HEADER || packet.length > MAX_PACKET) {
            throw new IllegalArgumentException("a packet has " + Ethernet.HEADER + " to " + MAX_PACKET + " bytes, not "
                    + packet.length);
        }
        return packet;
    }

    BpfLink attachXdp(EmbeddedProgram program, Hook hook) {
        if (!path.takeXdp(program)) {
            throw new BpfException("attach " + program.name() + " to " + hook, Errno.EBUSY,
                    "port " + name() + " has an XDP program");
        }
        return new EmbeddedLink(program, hook, path::leaveXdp);
    }

    BpfLink attachIngress(EmbeddedProgram program, Hook hook) {
        return attachTo(path.ingress(), program, hook);
    }

    BpfLink attachEgress(EmbeddedProgram program, Hook hook) {
        return attachTo(path.egress(), program, hook);
    }

    private static BpfLink attachTo(PacketFilters filters, EmbeddedProgram program, Hook hook) {
        if (!filters.add(program)) {
            throw new BpfException("attach " + program.name() + " to " + hook, Errno.EEXIST,
                    "the program is attached there");
        }
        return new EmbeddedLink(program, hook, () -> filters.remove(program));
    }

    @Override
    public String toString() {
        return "port " + name() + " (" + index() + ")";
    }
}
