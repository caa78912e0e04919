package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.XdpFrame;

/** The packet before XDP behind a dynptr, which may have become shorter than the dynptr thinks. */
record XdpMemory(Run run) implements DynptrMemory {
    @Override
    public long read(int offset, long to, int length) {
        return XdpHelpers.load(run, 0, offset, to, length, 0);
    }

    @Override
    public long write(int offset, long from, int length, long flags) {
        return flags != 0 ? Errno.EINVAL.result() : XdpHelpers.store(run, 0, offset, from, length, 0);
    }

    @Override
    public long piece(int offset, int length, long buffer) {
        XdpFrame frame = run.subject(XdpFrame.SUBJECT);
        long found = XdpHelpers.check(frame, offset, length) == 0 ? frame.piece(offset, length) : 0;
        if (found != 0 || buffer == 0) {
            return found;
        }
        // Linux hands the buffer out even if the packet has less to put into it.
        int inside = Math.clamp(frame.length() - Integer.toUnsignedLong(offset), 0, length);
        if (inside > 0) {
            frame.load(offset, buffer, inside);
        }
        return buffer;
    }
}
