package dev.osmia.embedded.internal.engine;

/** What the legacy packet loads of classic BPF's heritage work on: a socket buffer. */
public interface LegacyPacket {

    /**
     * Reads a number in network byte order.
     *
     * @param position from the start of the packet; negative ones are {@code SKF_NET_OFF} and {@code SKF_LL_OFF}
     * @param size 1, 2 or 4 bytes
     * @return the number, or -1 outside of the packet
     */
    long load(int position, int size);
}
