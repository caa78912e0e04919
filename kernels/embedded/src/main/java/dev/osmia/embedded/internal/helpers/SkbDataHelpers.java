package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.ChecksumFlags;
import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.SocketBuffer;

import java.util.Map;

/** Reads and writes of a socket buffer's packet. */
final class SkbDataHelpers implements HelperFamily {
    /** {@code BPF_HDR_START_MAC} and {@code BPF_HDR_START_NET}. */
    private static final int FROM_LINK = 0;
    private static final int FROM_NETWORK = 1;
    private static final int MAX_RELATIVE = 0xffff;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.SKB_LOAD_BYTES, SkbDataHelpers::load,
                Helper.SKB_LOAD_BYTES_RELATIVE, SkbDataHelpers::loadRelative,
                Helper.SKB_STORE_BYTES, SkbDataHelpers::store,
                Helper.SKB_PULL_DATA, SkbDataHelpers::pull);
    }

    static long load(Run run, long context, long offset, long to, long size, long unused5) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        int first = (int) offset;
        int count = (int) size;
        boolean inside = first >= 0 && packet.length() - first >= count;
        return copy(run, inside, packet.data() + first, to, count);
    }

    private static long loadRelative(Run run, long context, long offset, long to, long size, long start) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        int count = (int) size;
        int from = (int) start;
        long header = from == FROM_LINK ? packet.linkHeader() : packet.networkHeader();
        long first = header + (offset & 0xffff_ffffL);
        boolean inside = (from == FROM_LINK || from == FROM_NETWORK)
                && Integer.compareUnsigned((int) offset, MAX_RELATIVE) <= 0
                && first + Integer.toUnsignedLong(count) <= packet.data() + packet.length();
        return copy(run, inside, first, to, count);
    }

    private static long copy(Run run, boolean inside, long from, long to, int count) {
        if (!inside) {
            run.box().fill(to, Integer.toUnsignedLong(count), (byte) 0);
            return Errno.EFAULT.result();
        }
        run.box().copy(from, to, count);
        return 0;
    }

    static long store(Run run, long context, long offset, long from, long size, long flags) {
        if ((flags & ~(ChecksumFlags.RECOMPUTE_CSUM | ChecksumFlags.INVALIDATE_HASH)) != 0) {
            return Errno.EINVAL.result();
        }
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        int first = (int) offset;
        int count = (int) size;
        if (first < 0 || Integer.compareUnsigned(first + count, packet.length()) > 0) {
            return Errno.EFAULT.result();
        }
        packet.showBounds();
        long target = packet.data() + first;
        boolean sums = (flags & ChecksumFlags.RECOMPUTE_CSUM) != 0;
        if (sums) {
            packet.checksum().leave(target, count, first);
        }
        run.box().copy(from, target, count);
        if (sums) {
            packet.checksum().enter(target, count, first);
        }
        if ((flags & ChecksumFlags.INVALIDATE_HASH) != 0) {
            packet.clearHash();
        }
        return 0;
    }

    /** The packet is always in one piece here: there is nothing to pull, only to find out whether it is that long. */
    private static long pull(Run run, long context, long size, long unused3, long unused4, long unused5) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        packet.showBounds();
        return Integer.compareUnsigned((int) size, packet.length()) > 0 ? Errno.ENOMEM.result() : 0;
    }
}
