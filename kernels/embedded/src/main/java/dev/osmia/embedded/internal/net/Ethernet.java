package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.memory.Box;

import java.nio.ByteOrder;

/** Ethernet headers. Protocol numbers are in network byte order, as contexts hold them. */
public final class Ethernet {
    /** {@code ETH_HLEN}. */
    public static final int HEADER = 14;
    /** Where the protocol stands, behind two addresses. */
    static final int PROTOCOL = 12;
    /** {@code VLAN_HLEN}. */
    static final int TAG = 4;
    /** {@code ETH_P_IP}. */
    public static final int IPV4 = network(0x0800);
    /** {@code ETH_P_IPV6}. */
    public static final int IPV6 = network(0x86dd);
    /** {@code ETH_P_8021Q}. */
    public static final int VLAN = network(0x8100);
    /** {@code ETH_P_8021AD}. */
    public static final int SERVICE_VLAN = network(0x88a8);

    private static final int IEEE_802_3 = network(0x0001);
    private static final int IEEE_802_2 = network(0x0004);
    /** {@code ETH_P_802_3_MIN}: smaller numbers are lengths. */
    private static final int FIRST_PROTOCOL = 0x0600;

    private static final int PACKET_HOST = 0;
    private static final int PACKET_BROADCAST = 1;
    private static final int PACKET_MULTICAST = 2;
    /** {@code PACKET_OTHERHOST}: addressed to somebody else. */
    public static final int PACKET_OTHERHOST = 3;

    private Ethernet() {
    }

    /** 16 bits of network byte order as the machine reads them, and back. */
    public static int network(int value) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return little ? Short.reverseBytes((short) value) & 0xffff : value & 0xffff;
    }

    /** Whether a protocol is a VLAN tag's. */
    public static boolean isVlan(int protocol) {
        return protocol == VLAN || protocol == SERVICE_VLAN;
    }

    /**
     * What comes behind a header or a tag.
     *
     * @param at where the protocol stands
     * @param next what follows, which tells apart the two meanings of a length
     * @param end where the packet ends
     */
    static int protocol(Box box, long at, long next, long end) {
        int protocol = box.getShort(at) & 0xffff;
        if (network(protocol) >= FIRST_PROTOCOL) {
            return protocol;
        }
        boolean raw = next + 2 <= end && box.getShort(next) == (short) 0xffff;
        return raw ? IEEE_802_3 : IEEE_802_2;
    }

    /** For whom a packet is ({@code eth_skb_pkt_type}), by its destination; interfaces have the address 0 here. */
    static int packetType(Box box, long header, boolean hasBroadcast) {
        int high = box.getInt(header);
        int low = box.getShort(header + 4);
        if (high == 0 && low == 0) {
            return PACKET_HOST;
        }
        if (hasBroadcast && high == -1 && low == -1) {
            return PACKET_BROADCAST;
        }
        return (box.getByte(header) & 1) != 0 ? PACKET_MULTICAST : PACKET_OTHERHOST;
    }
}
