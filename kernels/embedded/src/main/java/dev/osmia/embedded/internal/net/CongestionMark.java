package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.memory.Box;

/** The bits of an IP header by which routers tell the ends of congestion (RFC 3168). */
public final class CongestionMark {
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV6_HEADER = 40;
    private static final int EXPERIENCED = 3;
    /** In the first two bytes of an IPv6 header, the version and the traffic class. */
    private static final int IPV6_SHIFT = 4;

    private CongestionMark() {
    }

    /** Marks a packet whose ends know the mark ({@code INET_ECN_set_ce}); tells whether it is marked now. */
    public static boolean set(Box box, SocketBuffer packet) {
        int protocol = innerProtocol(box, packet);
        long header = packet.networkHeader();
        long room = packet.data() + packet.length() - header;
        if (protocol == Ethernet.IPV4 && packet.length() >= IPV4_HEADER && room >= IPV4_HEADER) {
            return setIpv4(box, header);
        }
        return protocol == Ethernet.IPV6 && packet.length() >= IPV6_HEADER && room >= IPV6_HEADER
                && setIpv6(box, header, packet.checksum());
    }

    /** The protocol behind all VLAN tags ({@code skb_protocol}). */
    private static int innerProtocol(Box box, SocketBuffer packet) {
        int protocol = packet.protocol();
        for (int at = Ethernet.HEADER; Ethernet.isVlan(protocol); at += Ethernet.TAG) {
            if (packet.length() - at < Ethernet.TAG) {
                return 0;
            }
            protocol = box.getShort(packet.data() + at + 2) & 0xffff;
        }
        return protocol;
    }

    private static boolean setIpv4(Box box, long header) {
        int service = box.getByte(header + 1);
        int next = service + 1 & EXPERIENCED;
        if ((next & 2) == 0) {
            return next == 0;
        }
        int change = InternetChecksum.add16(Ethernet.network(0xfffb), Ethernet.network(next));
        int checksum = box.getShort(header + IPV4_CHECKSUM);
        box.putShort(header + IPV4_CHECKSUM, (short) InternetChecksum.add16(checksum, change));
        box.putByte(header + 1, (byte) (service | EXPERIENCED));
        return true;
    }

    private static boolean setIpv6(Box box, long header, ChecksumState checksum) {
        int from = box.getInt(header);
        int word = Ethernet.network(box.getShort(header));
        if ((word >>> IPV6_SHIFT & EXPERIENCED) == 0) {
            return false;
        }
        box.putShort(header, (short) Ethernet.network(word | EXPERIENCED << IPV6_SHIFT));
        checksum.update(
                InternetChecksum.add(InternetChecksum.subtract(checksum.sum(), from), box.getInt(header)));
        return true;
    }
}
