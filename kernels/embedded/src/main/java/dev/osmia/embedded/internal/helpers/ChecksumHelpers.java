package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.ChecksumFlags;
import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.ChecksumState;
import dev.osmia.embedded.internal.net.InternetChecksum;
import dev.osmia.embedded.internal.net.SocketBuffer;

import java.util.Map;

/** Checksums in a packet's headers, and what is known about the packet's own. */
final class ChecksumHelpers implements HelperFamily {
    private static final int MAX_OFFSET = 0xffff;
    private static final long FOR_TRANSPORT = ChecksumFlags.HDR_FIELD_MASK | ChecksumFlags.PSEUDO_HDR
            | ChecksumFlags.MARK_MANGLED_0 | ChecksumFlags.MARK_ENFORCE | ChecksumFlags.IPV6;
    /** {@code CSUM_MANGLED_0}: a checksum of zero where zero stands for none. */
    private static final short MANGLED_ZERO = (short) 0xffff;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.L3_CSUM_REPLACE, ChecksumHelpers::replaceInNetwork,
                Helper.L4_CSUM_REPLACE, ChecksumHelpers::replaceInTransport,
                Helper.CSUM_UPDATE, ChecksumHelpers::update,
                Helper.CSUM_LEVEL, ChecksumHelpers::level);
    }

    private static long replaceInNetwork(Run run, long context, long offset, long from, long to, long flags) {
        if ((flags & ~ChecksumFlags.HDR_FIELD_MASK) != 0) {
            return Errno.EINVAL.result();
        }
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        if (!isPlace(packet, (int) offset)) {
            return Errno.EFAULT.result();
        }
        int fieldSize = (int) flags & ChecksumFlags.HDR_FIELD_MASK;
        if (!isChange(fieldSize, from)) {
            return Errno.EINVAL.result();
        }
        long at = packet.data() + (int) offset;
        run.box().putShort(at, switch (fieldSize) {
            case 0 -> InternetChecksum.replaceBy(run.box().getShort(at), (int) to);
            case 2 -> InternetChecksum.replace(run.box().getShort(at), (short) from, (short) to);
            default -> InternetChecksum.replace(run.box().getShort(at), (int) from, (int) to);
        });
        return 0;
    }

    private static long replaceInTransport(Run run, long context, long offset, long from, long to, long flags) {
        if ((flags & ~FOR_TRANSPORT) != 0) {
            return Errno.EINVAL.result();
        }
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        if (!isPlace(packet, (int) offset)) {
            return Errno.EFAULT.result();
        }
        long at = packet.data() + (int) offset;
        short checksum = run.box().getShort(at);
        boolean zeroMeansNone = (flags & ChecksumFlags.MARK_MANGLED_0) != 0;
        if (zeroMeansNone && (flags & ChecksumFlags.MARK_ENFORCE) == 0 && checksum == 0) {
            return 0;
        }
        int fieldSize = (int) flags & ChecksumFlags.HDR_FIELD_MASK;
        if (!isChange(fieldSize, from)) {
            return Errno.EINVAL.result();
        }
        boolean pseudo = (flags & ChecksumFlags.PSEUDO_HDR) != 0;
        ChecksumState whole = packet.checksum();
        short changed;
        if (fieldSize == 0) {
            changed = InternetChecksum.replaceBy(checksum, (int) to);
            if (pseudo && (flags & ChecksumFlags.IPV6) == 0) {
                whole.update(~InternetChecksum.subtract((int) to, whole.sum()));
            }
        } else {
            int mask = fieldSize == 2 ? 0xffff : -1;
            changed = InternetChecksum.replace(checksum, (int) from & mask, (int) to & mask);
            if (pseudo) {
                whole.update(~InternetChecksum
                        .add(InternetChecksum.subtract(~whole.sum(), (int) from & mask), (int) to & mask));
            }
        }
        run.box().putShort(at, zeroMeansNone && changed == 0 ? MANGLED_ZERO : changed);
        return 0;
    }

    private static boolean isPlace(SocketBuffer packet, int offset) {
        boolean inside = offset >= 0 && offset <= MAX_OFFSET && offset % 2 == 0
                && offset + Short.BYTES <= packet.length();
        packet.showBounds();
        return inside;
    }

    private static boolean isChange(int fieldSize, long from) {
        return fieldSize == 2 || fieldSize == 4 || (fieldSize == 0 && from == 0);
    }

    private static long update(Run run, long context, long sum, long unused3, long unused4, long unused5) {
        ChecksumState checksum = run.subject(SocketBuffer.SUBJECT).checksum();
        if (!checksum.isComplete()) {
            return Errno.ENOTSUPP.result();
        }
        checksum.update(InternetChecksum.add(checksum.sum(), (int) sum));
        return Integer.toUnsignedLong(checksum.sum());
    }

    private static long level(Run run, long context, long operation, long unused3, long unused4, long unused5) {
        ChecksumState checksum = run.subject(SocketBuffer.SUBJECT).checksum();
        if (operation < ChecksumFlags.LEVEL_QUERY || operation > ChecksumFlags.LEVEL_RESET) {
            return Errno.EINVAL.result();
        }
        switch ((int) operation) {
            case ChecksumFlags.LEVEL_INC -> checksum.raise();
            case ChecksumFlags.LEVEL_DEC -> checksum.lower();
            case ChecksumFlags.LEVEL_RESET -> checksum.reset();
            default -> {
                return checksum.isVerified() ? checksum.level() : Errno.EACCES.result();
            }
        }
        return 0;
    }
}
