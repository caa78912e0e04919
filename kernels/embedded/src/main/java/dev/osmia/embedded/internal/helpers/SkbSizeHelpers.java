package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.SocketBuffer;

import java.util.Map;

/** Changes of where a socket buffer's packet begins and ends, and of its protocol. */
final class SkbSizeHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.SKB_CHANGE_TAIL, SkbSizeHelpers::changeTail,
                Helper.SKB_CHANGE_HEAD, SkbSizeHelpers::changeHead,
                Helper.SKB_CHANGE_PROTO, SkbSizeHelpers::changeProtocol,
                Helper.SKB_ADJUST_ROOM, (run, _, difference, mode, flags, _) -> new RoomAdjustment(run.box(),
                        run.subject(SocketBuffer.SUBJECT), (int) difference, (int) mode, flags).apply());
    }

    private static long changeTail(Run run, long context, long size, long flags, long unused4, long unused5) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        packet.showBounds();
        int target = (int) size;
        if (flags != 0 || target > SocketBuffer.MAX_LENGTH || target < Math.max(0, packet.networkOffset())) {
            return Errno.EINVAL.result();
        }
        if (packet.isEncapsulated()) {
            return Errno.ENOTSUPP.result();
        }
        if (target != packet.length()) {
            packet.checksum().abandonSum();
            packet.setLength(target);
        }
        packet.forgetSegments();
        packet.showBounds();
        return 0;
    }

    private static long changeHead(Run run, long context, long size, long flags, long unused4, long unused5) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        packet.showBounds();
        long room = size & 0xffff_ffffL;
        long length = packet.length() + room;
        if (flags != 0 || length >= 1L << 32 || (length > SocketBuffer.MAX_LENGTH && !packet.isSegmented())) {
            return Errno.EINVAL.result();
        }
        if (!packet.hasRoomFor((int) room)) {
            return Errno.ENOMEM.result();
        }
        packet.push((int) room);
        run.box().fill(packet.data(), room, (byte) 0);
        packet.resetLinkHeader();
        packet.showBounds();
        return 0;
    }

    private static long changeProtocol(Run run, long context, long protocol, long flags, long unused4, long unused5) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        packet.showBounds();
        int from = packet.protocol();
        int to = (int) protocol & 0xffff;
        HeaderRoom room = new HeaderRoom(run.box(), packet);
        int difference = RoomAdjustment.IPV6_HEADER - RoomAdjustment.IPV4_HEADER;
        long error;
        if (from == Ethernet.IPV4 && to == Ethernet.IPV6) {
            error = room.grow(packet.linkHeaderLength(), difference);
        } else if (from == Ethernet.IPV6 && to == Ethernet.IPV4) {
            error = room.shrink(packet.linkHeaderLength(), difference);
        } else {
            return Errno.ENOTSUPP.result();
        }
        if (error == 0) {
            packet.setProtocol(to);
            packet.clearHash();
        }
        packet.showBounds();
        return error;
    }
}
