package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.AdjustRoomFlags;
import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.SocketBuffer;

/**
 * One call of {@code bpf_skb_adjust_room}.
 *
 * @param difference bytes to be added, negative for bytes to be taken
 */
record RoomAdjustment(Box box, SocketBuffer packet, int difference, int mode, long flags) {
    static final int IPV4_HEADER = 20;
    static final int IPV6_HEADER = 40;

    private static final int MAX_DIFFERENCE = 0xfff;
    private static final long ENCAP_L3 = AdjustRoomFlags.ENCAP_L3_IPV4 | AdjustRoomFlags.ENCAP_L3_IPV6;
    private static final long ENCAP_L4 = AdjustRoomFlags.ENCAP_L4_GRE | AdjustRoomFlags.ENCAP_L4_UDP;
    private static final long DECAP_L3 = AdjustRoomFlags.DECAP_L3_IPV4 | AdjustRoomFlags.DECAP_L3_IPV6;
    private static final long FOR_BOTH = AdjustRoomFlags.FIXED_GSO | AdjustRoomFlags.NO_CSUM_RESET | DECAP_L3;
    private static final long KNOWN = FOR_BOTH | ENCAP_L3 | ENCAP_L4 | AdjustRoomFlags.ENCAP_L2_ETH
            | (long) AdjustRoomFlags.ENCAP_L2_MASK << AdjustRoomFlags.ENCAP_L2_SHIFT;

    long apply() {
        if ((flags & ~KNOWN) != 0) {
            return Errno.EINVAL.result();
        }
        if (difference > MAX_DIFFERENCE || difference < -MAX_DIFFERENCE) {
            return Errno.EFAULT.result();
        }
        boolean isIp = packet.protocol() == Ethernet.IPV4 || packet.protocol() == Ethernet.IPV6;
        if (!isIp || (mode != AdjustRoomFlags.MODE_NET && mode != AdjustRoomFlags.MODE_MAC)) {
            return Errno.ENOTSUPP.result();
        }
        boolean shrinks = difference < 0;
        long decap = flags & DECAP_L3;
        if (decap != 0 && (!shrinks || decap == DECAP_L3)) {
            return Errno.EINVAL.result();
        }
        if (shrinks ? !canShrink() : packet.length() + difference > SocketBuffer.MAX_LENGTH && !packet.isSegmented()) {
            return Errno.ENOTSUPP.result();
        }
        long error = shrinks ? shrink() : grow();
        if (error == 0 && (flags & AdjustRoomFlags.NO_CSUM_RESET) == 0) {
            packet.checksum().reset();
        }
        packet.showBounds();
        return error;
    }

    private boolean has(long flag) {
        return (flags & flag) != 0;
    }

    private int headerLength() {
        return packet.protocol() == Ethernet.IPV4 ? IPV4_HEADER : IPV6_HEADER;
    }

    private int offset() {
        return packet.linkHeaderLength() + (mode == AdjustRoomFlags.MODE_NET ? headerLength() : 0);
    }

    private boolean canShrink() {
        int least = headerLength();
        if (has(DECAP_L3)) {
            least = has(AdjustRoomFlags.DECAP_L3_IPV4) ? IPV4_HEADER : IPV6_HEADER;
        }
        int network = packet.length() - packet.networkOffset();
        return -difference < network && network + difference >= least;
    }

    private long shrink() {
        if ((flags & ~FOR_BOTH) != 0) {
            return Errno.EINVAL.result();
        }
        if (packet.isSegmented()) {
            return Errno.ENOTSUPP.result();
        }
        long error = new HeaderRoom(box, packet).shrink(offset(), -difference);
        if (error == 0) {
            changeProtocol(AdjustRoomFlags.DECAP_L3_IPV4, AdjustRoomFlags.DECAP_L3_IPV6);
        }
        return error;
    }

    /** Packets that stand for several have no type here, as in Linux's test runs, and are refused as there. */
    private long grow() {
        if (packet.isSegmented()) {
            return Errno.ENOTSUPP.result();
        }
        boolean encap = has(ENCAP_L3);
        if (encap) {
            long error = checkEncapsulation();
            if (error != 0) {
                return error;
            }
        }
        int linkHeader = packet.linkHeaderLength();
        long error = new HeaderRoom(box, packet).grow(offset(), difference);
        if (error == 0 && encap) {
            packet.encapsulate();
            packet.moveHeaders(0, linkHeader - packet.networkOffset());
            changeProtocol(AdjustRoomFlags.ENCAP_L3_IPV4, AdjustRoomFlags.ENCAP_L3_IPV6);
        }
        return error;
    }

    private long checkEncapsulation() {
        int innerLink = (int) (flags >>> AdjustRoomFlags.ENCAP_L2_SHIFT);
        if ((flags & ENCAP_L3) == ENCAP_L3 || (flags & ENCAP_L4) == ENCAP_L4
                || (has(AdjustRoomFlags.ENCAP_L2_ETH) && innerLink < Ethernet.HEADER)) {
            return Errno.EINVAL.result();
        }
        if (packet.isEncapsulated()) {
            return Errno.EALREADY.result();
        }
        return innerLink > difference ? Errno.EINVAL.result() : 0;
    }

    private void changeProtocol(long ipv4, long ipv6) {
        if (packet.protocol() == Ethernet.IPV4 && has(ipv6)) {
            packet.setProtocol(Ethernet.IPV6);
        } else if (packet.protocol() == Ethernet.IPV6 && has(ipv4)) {
            packet.setProtocol(Ethernet.IPV4);
        }
    }
}
