package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.MapType;
import dev.osmia.abi.RedirectFlags;
import dev.osmia.abi.TcAction;
import dev.osmia.abi.XdpAction;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.Packet;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.VlanTags;
import dev.osmia.embedded.internal.net.XdpFrame;

import java.util.Map;

/** Packets sent elsewhere. Targets are looked at when the program has returned, except by {@code clone_redirect}. */
final class RedirectHelpers implements HelperFamily {
    /** The bits of {@code redirect_map}'s flags that hold the verdict for an element that is not there. */
    private static final int FALLBACK = 3;
    /** {@code sizeof(struct bpf_redir_neigh)}. */
    private static final int NEIGHBOUR_SIZE = 20;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.REDIRECT, RedirectHelpers::redirect,
                Helper.REDIRECT_MAP, RedirectHelpers::redirectMap,
                Helper.REDIRECT_PEER, RedirectHelpers::redirectPeer,
                Helper.REDIRECT_NEIGH, RedirectHelpers::redirectNeighbour,
                Helper.CLONE_REDIRECT, RedirectHelpers::cloneRedirect);
    }

    private static long redirect(Run run, long index, long flags, long unused3, long unused4, long unused5) {
        Packet packet = run.subject(Packet.SUBJECT);
        boolean isFrame = packet instanceof XdpFrame;
        if (isFrame ? flags != 0 : (flags & ~RedirectFlags.INGRESS) != 0) {
            return isFrame ? XdpAction.ABORTED.code() : TcAction.SHOT.code();
        }
        packet.redirect().toInterface((int) index, flags);
        return isFrame ? XdpAction.REDIRECT.code() : TcAction.REDIRECT.code();
    }

    private static long redirectPeer(Run run, long index, long flags, long unused3, long unused4, long unused5) {
        if (flags != 0) {
            return TcAction.SHOT.code();
        }
        run.subject(SocketBuffer.SUBJECT).redirect().toPeerOf((int) index);
        return TcAction.REDIRECT.code();
    }

    /** There are no neighbours to be asked: the packet goes to the interface with the link layer header that it has. */
    private static long redirectNeighbour(Run run, long index, long parameters, long size, long flags, long unused5) {
        if (flags != 0 || ((int) size != 0 && (int) size < NEIGHBOUR_SIZE)) {
            return TcAction.SHOT.code();
        }
        run.subject(SocketBuffer.SUBJECT).redirect().toInterface((int) index, 0);
        return TcAction.REDIRECT.code();
    }

    private static long redirectMap(Run run, long map, long index, long flags, long unused4, long unused5) {
        EmbeddedMap targets = run.machine().maps().at(map);
        XdpFrame frame = run.subject(XdpFrame.SUBJECT);
        if ((flags & ~(FALLBACK | flagsOf(targets.type()))) != 0) {
            return XdpAction.ABORTED.code();
        }
        boolean toAll = (flags & RedirectFlags.BROADCAST) != 0;
        if (!toAll && targets.lookup(run.cpu(), frame.key((int) index)) == 0) {
            frame.redirect().clear();
            return flags & FALLBACK;
        }
        frame.redirect().toEntry(targets, (int) index, flags & ~FALLBACK);
        return XdpAction.REDIRECT.code();
    }

    private static long flagsOf(MapType type) {
        return switch (type) {
            case DEVMAP, DEVMAP_HASH -> RedirectFlags.BROADCAST | RedirectFlags.EXCLUDE_INGRESS;
            case CPUMAP, XSKMAP -> 0;
            default -> throw new Fault("a map of type " + type.linuxName() + " holds nothing to send packets to");
        };
    }

    private static long cloneRedirect(Run run, long context, long index, long flags, long unused4, long unused5) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        if ((flags & ~RedirectFlags.INGRESS) != 0) {
            return Errno.EINVAL.result();
        }
        if (packet.isSegmented()) {
            return Errno.EBADMSG.result();
        }
        Interface target = run.machine().interfaces().at((int) index);
        if (target == null) {
            return Errno.EINVAL.result();
        }
        packet.showBounds();
        if (packet.linkHeaderLength() <= 0 || packet.length() == 0) {
            return Errno.ERANGE.result();
        }
        int depth = packet.depth() + 1;
        if (depth > Interface.MAX_DEPTH) {
            return Errno.ENETDOWN.result();
        }
        byte[] copy = VlanTags.onWire(packet);
        Interface.Traffic traffic = target.traffic();
        if (traffic != null && flags == RedirectFlags.INGRESS) {
            traffic.receive(copy, depth);
        } else if (traffic != null) {
            traffic.send(copy, depth);
        }
        return 0;
    }
}
