package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.memory.Box;

/**
 * A number for the flow that a packet belongs to: the same in both directions, never 0. Linux keys its own with a random
 * number, so programs cannot expect a certain one.
 */
final class FlowHash {
    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private FlowHash() {
    }

    static int of(Box box, long network, long end, int protocol) {
        long hash = protocol;
        if (protocol == Ethernet.IPV4 && network + 20 <= end) {
            int transport = box.getByte(network + 9);
            int header = (box.getByte(network) & 15) * 4;
            hash = mix(hash, both(box.getInt(network + 12), box.getInt(network + 16)));
            hash = ports(box, mix(hash, transport), transport, network + header, end);
        } else if (protocol == Ethernet.IPV6 && network + 40 <= end) {
            int transport = box.getByte(network + 6);
            for (int at = 8; at < 24; at += Integer.BYTES) {
                hash = mix(hash, both(box.getInt(network + at), box.getInt(network + at + 16)));
            }
            hash = ports(box, mix(hash, transport), transport, network + 40, end);
        }
        int folded = (int) (mix(hash, 0) >>> 32);
        return folded == 0 ? 1 : folded;
    }

    private static long ports(Box box, long hash, int transport, long header, long end) {
        boolean has = (transport == TCP || transport == UDP) && header + 4 <= end;
        return has ? mix(hash, both(box.getShort(header), box.getShort(header + 2))) : hash;
    }

    /** A number of two ends that is the same whichever comes first. */
    private static long both(int one, int other) {
        return ((long) (one ^ other) << 32) + one + other;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * PRIME;
        return mixed ^ mixed >>> 29;
    }
}
