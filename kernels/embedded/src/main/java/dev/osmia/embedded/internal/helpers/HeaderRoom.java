package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.net.SocketBuffer;

/** Room among the headers of a packet ({@code bpf_skb_net_hdr_push}, {@code bpf_skb_net_hdr_pop}). */
record HeaderRoom(Box box, SocketBuffer packet) {

    /** Makes zeroed room at an offset, moving what is before it. */
    long grow(int offset, int size) {
        if (!packet.hasRoomFor(size)) {
            return Errno.ENOMEM.result();
        }
        packet.push(size);
        box.copy(packet.data() + size, packet.data(), offset);
        box.fill(packet.data() + offset, size, (byte) 0);
        packet.moveHeaders(-size, -size);
        return 0;
    }

    /** Takes out what is at an offset, moving what is before it. */
    long shrink(int offset, int size) {
        if (Integer.compareUnsigned(offset + size, packet.length()) > 0) {
            return Errno.ENOMEM.result();
        }
        long before = packet.data();
        packet.pull(size);
        packet.checksum().leave(before + offset, size, 0);
        box.copy(before, packet.data(), offset);
        packet.moveHeaders(size, size);
        return 0;
    }
}
