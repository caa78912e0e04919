package dev.osmia.embedded.internal.net;

import org.jspecify.annotations.Nullable;

/** A network interface. Safe for use by many threads. */
public final class Interface {
    /** Index of the loopback interface, to which packets of test runs belong. */
    public static final int LOOPBACK = 1;
    /** {@code ETH_HLEN}: bytes that a packet has beyond the MTU. */
    public static final int LINK_HEADER = 14;
    /** {@code VLAN_HLEN}: bytes that a packet may have beyond that when it is sent on. */
    private static final int VLAN_HEADER = 4;
    /** {@code XMIT_RECURSION_LIMIT}: so often in a row a packet may be sent on by programs. */
    public static final int MAX_DEPTH = 8;

    private final int index;
    private final String name;
    private volatile int mtu;
    private volatile @Nullable Traffic traffic;

    /** What an interface does with packets that programs send there. */
    public interface Traffic {
        /** Sends a packet out through the programs that watch what leaves; {@code depth} counts redirects in a row. */
        void send(byte[] packet, int depth);

        /** Takes a packet in as if it had arrived, after XDP; {@code depth} counts redirects in a row. */
        void receive(byte[] packet, int depth);

        /** Sends a packet out at once. */
        void transmit(byte[] packet);
    }

    Interface(int index, String name, int mtu) {
        this.index = index;
        this.name = name;
        this.mtu = mtu;
    }

    /** Its number, {@code ifindex}. */
    public int index() {
        return index;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** {@link Traffic}, or null if the interface leads nowhere. */
    public @Nullable Traffic traffic() {
        return traffic;
    }

    /** Bytes that a packet may have without its link layer header. */
    public int mtu() {
        return mtu;
    }

    /** Sets {@link #mtu()}. */
    public void setMtu(int mtu) {
        this.mtu = mtu;
    }

    /** Whether XDP may send a packet of that many bytes on to here ({@code xdp_ok_fwd_dev}). */
    public boolean takesForwarded(int length) {
        return length <= mtu + LINK_HEADER + VLAN_HEADER;
    }

    /** Whether there is an address for everybody on its link; the loopback has none. */
    public boolean hasBroadcast() {
        return index != LOOPBACK;
    }

    /** Says what becomes of packets. */
    public void connect(Traffic traffic) {
        this.traffic = traffic;
    }
}
