package dev.osmia.embedded.internal.net;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.memory.Box;

import java.nio.ByteBuffer;

/** VLAN tags, of which Linux keeps the outermost beside the packet ({@code skb_vlan_push}, {@code skb_vlan_pop}). */
public final class VlanTags {
    private static final int ADDRESSES = Ethernet.PROTOCOL;

    private VlanTags() {
    }

    /** Puts a tag around the packet; one that was kept beside it goes into it. Returns 0 or a negated error number. */
    public static long push(Box box, SocketBuffer packet, int protocol, int control) {
        if (packet.hasTag()) {
            if (packet.data() != packet.linkHeader()) {
                return Errno.EINVAL.result();
            }
            if (!packet.hasRoomFor(Ethernet.TAG)) {
                return Errno.ENOMEM.result();
            }
            packet.push(Ethernet.TAG);
            long start = packet.data();
            box.copy(start + Ethernet.TAG, start, ADDRESSES);
            box.putShort(start + ADDRESSES, (short) packet.tagProtocol());
            box.putShort(start + ADDRESSES + 2, (short) Ethernet.network(packet.tagControl()));
            packet.moveHeaders(-Ethernet.TAG, -Ethernet.TAG);
            packet.setProtocol(packet.tagProtocol());
            packet.checksum().enter(start + ADDRESSES, Ethernet.TAG, 0);
        }
        packet.keepTag(protocol, control);
        return 0;
    }

    /** Takes the outermost tag away, and keeps the next one beside the packet. Returns 0 or a negated error number. */
    public static long pop(Box box, SocketBuffer packet) {
        if (packet.hasTag()) {
            packet.keepTag(0, 0);
        } else if (Ethernet.isVlan(packet.protocol())) {
            long error = take(box, packet);
            if (error < 0) {
                return error;
            }
        } else {
            return 0;
        }
        int protocol = packet.protocol();
        if (!Ethernet.isVlan(protocol)) {
            return 0;
        }
        long control = take(box, packet);
        if (control < 0) {
            return control;
        }
        packet.keepTag(protocol, (int) control);
        return 0;
    }

    /**
     * Keeps the tag of a packet that has just arrived beside it ({@code skb_vlan_untag}); {@code data} is its link layer
     * header. False if the packet ends too early.
     */
    public static boolean untag(Box box, SocketBuffer packet) {
        int protocol = packet.protocol();
        if (!Ethernet.isVlan(protocol)) {
            return true;
        }
        if (packet.length() < Ethernet.HEADER + Ethernet.TAG + 2) {
            return false;
        }
        packet.keepTag(protocol, (int) take(box, packet));
        return true;
    }

    /** Takes the first tag out of the packet; its number and priority, or a negated error number. */
    private static long take(Box box, SocketBuffer packet) {
        if (packet.data() != packet.linkHeader()) {
            return Errno.EINVAL.result();
        }
        if (packet.length() < Ethernet.HEADER + Ethernet.TAG) {
            return Errno.ENOMEM.result();
        }
        long start = packet.data();
        packet.checksum().leave(start + ADDRESSES, Ethernet.TAG, 0);
        int control = Ethernet.network(box.getShort(start + Ethernet.HEADER));
        box.copy(start, start + Ethernet.TAG, ADDRESSES);
        packet.pull(Ethernet.TAG);
        long protocol = packet.data() + Ethernet.PROTOCOL;
        packet.setProtocol(Ethernet.protocol(box, protocol, protocol + 2, packet.data() + packet.length()));
        packet.moveHeaders(Ethernet.TAG, Math.max(0, Ethernet.HEADER - packet.networkOffset()));
        return control;
    }

    /** The packet as it goes over the wire, with the tag that was kept beside it; {@code data} is its link layer header. */
    public static byte[] onWire(SocketBuffer packet) {
        byte[] bytes = packet.bytes();
        if (!packet.hasTag()) {
            return bytes;
        }
        return ByteBuffer.allocate(bytes.length + Ethernet.TAG)
                .put(bytes, 0, ADDRESSES)
                .putShort((short) Ethernet.network(packet.tagProtocol()))
                .putShort((short) packet.tagControl())
                .put(bytes, ADDRESSES, bytes.length - ADDRESSES)
                .array();
    }
}
