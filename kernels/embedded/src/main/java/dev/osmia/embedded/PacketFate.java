package dev.osmia.embedded;

import java.util.List;

/** What became of a packet. Arrays are not copied: listeners may have been given the same. */
public sealed interface PacketFate {

    /** It went on: up to the host if it had arrived, to the port's listener if it was leaving. */
    record Passed(byte[] packet) implements PacketFate {}

    /** It went back out of the port by which it had come, to the port's listener ({@code XDP_TX}). */
    record Returned(byte[] packet) implements PacketFate {}

    /**
     * It was sent to other ports; what these have made of it, their listeners know.
     *
     * @param ports their names
     */
    record Redirected(byte[] packet, List<String> ports) implements PacketFate {
        /** Keeps a copy of the list. */
        public Redirected {
            ports = List.copyOf(ports);
        }
    }

    /** It is gone. */
    record Dropped(Reason reason) implements PacketFate {}

    /** Why a packet was dropped. */
    enum Reason {
        /** The program's verdict. */
        VERDICT,
        /** The program's verdict was {@code XDP_ABORTED} or none that there is. */
        ABORTED,
        /** It was redirected to where nothing is. */
        NO_TARGET,
        /** XDP sent it on to ports that take no packet of its length ({@link Port#setMtu}). */
        TOO_LONG,
        /** XDP sent it to a CPU for which as many packets wait as may. */
        QUEUE_FULL,
        /** Programs had sent it on too often in a row. */
        TOO_MANY_REDIRECTS,
        /** It ends inside its VLAN tag. */
        TOO_SHORT
    }
}
