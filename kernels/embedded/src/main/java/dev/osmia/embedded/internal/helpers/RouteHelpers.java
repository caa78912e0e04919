package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.FibLookupFlags;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.Packet;
import dev.osmia.embedded.internal.net.XdpFrame;

import java.util.Map;

/** What packets would meet on their way. This kernel has interfaces but no routes: every packet is for itself. */
final class RouteHelpers implements HelperFamily {
    /** {@code BPF_MTU_CHK_SEGS}. */
    private static final int CHECK_SEGMENTS = 1;
    private static final int FITS = 0;
    private static final int FRAGMENTATION_NEEDED = 1;

    /** {@code sizeof(struct bpf_fib_lookup)}, and where its interface stands. */
    private static final int LOOKUP_SIZE = 64;
    private static final int LOOKUP_INTERFACE = 8;
    private static final int LOOKUP_FLAGS = FibLookupFlags.DIRECT | FibLookupFlags.OUTPUT | FibLookupFlags.SKIP_NEIGH
            | FibLookupFlags.TBID | FibLookupFlags.SRC | FibLookupFlags.MARK;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(Helper.CHECK_MTU, RouteHelpers::checkMtu, Helper.FIB_LOOKUP, RouteHelpers::lookUp);
    }

    private static long checkMtu(Run run, long context, long index, long size, long difference, long flags) {
        Packet packet = run.subject(Packet.SUBJECT);
        boolean isFrame = packet instanceof XdpFrame;
        int given = run.box().getInt(size);
        boolean bySegment = flags == CHECK_SEGMENTS && !isFrame && (int) difference == 0 && given == 0;
        if (flags != 0 && !bySegment) {
            return Errno.EINVAL.result();
        }
        Interface target = (int) index == 0 ? packet.owner() : run.machine().interfaces().at((int) index);
        if (target == null) {
            return Errno.ENODEV.result();
        }
        int mtu = target.mtu();
        int length = (given == 0 ? packet.mtuLength() : given + Interface.LINK_HEADER) + (int) difference;
        boolean fits = length <= mtu + Interface.LINK_HEADER || packet.isSegmented();
        if (bySegment && length > mtu + Interface.LINK_HEADER && packet.isSegmented()) {
            return Errno.EINVAL.result();
        }
        run.box().putInt(size, mtu);
        return fits ? FITS : FRAGMENTATION_NEEDED;
    }

    private static long lookUp(Run run, long context, long parameters, long size, long flags, long unused5) {
        if ((int) size < LOOKUP_SIZE || ((int) flags & ~LOOKUP_FLAGS) != 0) {
            return Errno.EINVAL.result();
        }
        int family = run.box().getByte(parameters);
        if (family != AF_INET && family != AF_INET6) {
            return Errno.EAFNOSUPPORT.result();
        }
        int index = run.box().getInt(parameters + LOOKUP_INTERFACE);
        return run.machine().interfaces().at(index) == null
                ? Errno.ENODEV.result()
                : FibLookupFlags.RESULT_NOT_FORWARDED;
    }
}
