package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.engine.Subject;
import dev.osmia.embedded.internal.memory.Region;

import java.util.List;

/** What the helpers of packet programs work on. Its memory lies in the box and belongs to a {@link PacketPool}. */
public sealed interface Packet permits XdpFrame, SocketBuffer {
    /** What helpers ask for that work on packets of either kind. */
    Subject<Packet> SUBJECT = new Subject<>(Packet.class, "packet");

    /** Address of the context that the program gets. */
    long context();

    /** What the program may touch: the context and the packet, as far as both reach at the moment. */
    List<Region> regions();

    /** The interface that the packet belongs to. */
    Interface owner();

    /** Where a redirect helper pointed. */
    Redirect redirect();

    /** A copy of the packet. */
    byte[] bytes();

    /** Bytes of the packet as {@code bpf_check_mtu} counts them. */
    int mtuLength();

    /** Whether it stands for several packets to be cut out of it, which alone may exceed an MTU. */
    boolean isSegmented();
}
