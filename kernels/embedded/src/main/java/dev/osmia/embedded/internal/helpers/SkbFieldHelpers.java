package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.CongestionMark;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.VlanTags;

import java.util.Map;

/** What is kept beside a socket buffer's packet: hash, VLAN tag, socket, whom it is for; and its congestion mark. */
final class SkbFieldHelpers implements HelperFamily {
    /** {@code DEFAULT_OVERFLOWUID}: the owner of a socket that has none. */
    private static final int NOBODY = 65534;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.ofEntries(
                Map.entry(Helper.GET_HASH_RECALC, (run, _, _, _, _, _) -> Integer.toUnsignedLong(packet(run).hash())),
                Map.entry(Helper.SET_HASH, SkbFieldHelpers::setHash),
                Map.entry(Helper.SET_HASH_INVALID, SkbFieldHelpers::clearHash),
                Map.entry(Helper.SKB_VLAN_PUSH, SkbFieldHelpers::pushTag),
                Map.entry(Helper.SKB_VLAN_POP, SkbFieldHelpers::popTag),
                Map.entry(Helper.SKB_CHANGE_TYPE, SkbFieldHelpers::changeType),
                Map.entry(Helper.SKB_ECN_SET_CE,
                        (run, _, _, _, _, _) -> CongestionMark.set(run.box(), packet(run)) ? 1 : 0),
                Map.entry(Helper.GET_SOCKET_COOKIE, (run, _, _, _, _, _) -> packet(run).socket().cookie()),
                Map.entry(Helper.GET_SOCKET_UID, (run, _, _, _, _, _) -> packet(run).socket().isOpen() ? 0 : NOBODY),
                Map.entry(Helper.GET_CGROUP_CLASSID, (_, _, _, _, _, _) -> 0),
                Map.entry(Helper.SKB_CGROUP_CLASSID, (_, _, _, _, _, _) -> 0),
                Map.entry(Helper.GET_ROUTE_REALM, (_, _, _, _, _, _) -> 0));
    }

    /** Where there is no packet, Linux takes a socket or a task that this kernel does not have. */
    @Override
    public boolean suits(ProgramType type) {
        return type != ProgramType.SYSCALL && type != ProgramType.HOST;
    }

    private static SocketBuffer packet(Run run) {
        return run.subject(SocketBuffer.SUBJECT);
    }

    private static long setHash(Run run, long context, long hash, long unused3, long unused4, long unused5) {
        packet(run).setHash((int) hash);
        return 0;
    }

    private static long clearHash(Run run, long context, long unused2, long unused3, long unused4, long unused5) {
        packet(run).clearHash();
        return 0;
    }

    private static long pushTag(Run run, long context, long protocol, long control, long unused4, long unused5) {
        int tag = (int) protocol & 0xffff;
        long result = VlanTags.push(run.box(), packet(run), Ethernet.isVlan(tag) ? tag : Ethernet.VLAN,
                (int) control & 0xffff);
        packet(run).showBounds();
        return result;
    }

    private static long popTag(Run run, long context, long unused2, long unused3, long unused4, long unused5) {
        long result = VlanTags.pop(run.box(), packet(run));
        packet(run).showBounds();
        return result;
    }

    private static long changeType(Run run, long context, long type, long unused3, long unused4, long unused5) {
        boolean known = Integer.compareUnsigned((int) type, Ethernet.PACKET_OTHERHOST) <= 0;
        if (!known || packet(run).packetType() > Ethernet.PACKET_OTHERHOST) {
            return Errno.EINVAL.result();
        }
        packet(run).setPacketType((int) type);
        return 0;
    }
}
