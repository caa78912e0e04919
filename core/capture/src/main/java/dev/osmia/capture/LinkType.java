package dev.osmia.capture;

import java.util.Map;

/**
 * The numbers by which capture files say what a packet starts with, as assigned by the tcpdump project
 * (tcpdump.org/linktypes.html). Files may hold any number of 16 bits; those that a Linux machine writes have a name here.
 */
public final class LinkType {

    /** BSD loopback: an address family in the byte order of the machine that captured, then the packet. */
    public static final int NULL = 0;

    /** Ethernet, from the destination address on, without preamble and usually without frame check sequence. */
    public static final int ETHERNET = 1;

    /** PPP, with or without HDLC framing. */
    public static final int PPP = 9;

    /** An IPv4 or IPv6 packet without any header before it; the version field tells which. */
    public static final int RAW = 101;

    /** 802.11 wireless frames. */
    public static final int IEEE802_11 = 105;

    /** OpenBSD loopback: an address family in network byte order, then the packet. */
    public static final int LOOP = 108;

    /** Linux "cooked" capture, version 1: what the {@code any} device of older libpcap gives. */
    public static final int LINUX_SLL = 113;

    /** 802.11 wireless frames behind a radiotap header. */
    public static final int IEEE802_11_RADIOTAP = 127;

    /** Linux USB requests, 64-byte header. */
    public static final int USB_LINUX_MMAPPED = 220;

    /** CAN frames as SocketCAN delivers them. */
    public static final int CAN_SOCKETCAN = 227;

    /** An IPv4 packet without any header before it. */
    public static final int IPV4 = 228;

    /** An IPv6 packet without any header before it. */
    public static final int IPV6 = 229;

    /** Linux netfilter log messages. */
    public static final int NFLOG = 239;

    /** Linux netlink messages behind a cooked header. */
    public static final int NETLINK = 253;

    /** Linux virtual machine sockets, as the {@code vsockmon} device gives them. */
    public static final int VSOCK = 271;

    /** Linux "cooked" capture, version 2: what the {@code any} device gives since libpcap 1.10. */
    public static final int LINUX_SLL2 = 276;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(NULL, "NULL"),
            Map.entry(ETHERNET, "ETHERNET"),
            Map.entry(PPP, "PPP"),
            Map.entry(RAW, "RAW"),
            Map.entry(IEEE802_11, "IEEE802_11"),
            Map.entry(LOOP, "LOOP"),
            Map.entry(LINUX_SLL, "LINUX_SLL"),
            Map.entry(IEEE802_11_RADIOTAP, "IEEE802_11_RADIOTAP"),
            Map.entry(USB_LINUX_MMAPPED, "USB_LINUX_MMAPPED"),
            Map.entry(CAN_SOCKETCAN, "CAN_SOCKETCAN"),
            Map.entry(IPV4, "IPV4"),
            Map.entry(IPV6, "IPV6"),
            Map.entry(NFLOG, "NFLOG"),
            Map.entry(NETLINK, "NETLINK"),
            Map.entry(VSOCK, "VSOCK"),
            Map.entry(LINUX_SLL2, "LINUX_SLL2"));

    private LinkType() {
    }

    /** The name of a link type as tcpdump.org lists it, without {@code LINKTYPE_}; the number itself if it has none here. */
    public static String name(int linkType) {
        String name = NAMES.get(linkType);
        return name != null ? name : Integer.toString(linkType);
    }
}
