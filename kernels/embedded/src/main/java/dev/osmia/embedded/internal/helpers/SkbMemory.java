package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.SocketBuffer;

/** The packet of a socket buffer behind a dynptr, which may have become shorter than the dynptr thinks. */
record SkbMemory(Run run) implements DynptrMemory {
    @Override
    public long read(int offset, long to, int length) {
        return SkbDataHelpers.load(run, 0, offset, to, length, 0);
    }

    @Override
    public long write(int offset, long from, int length, long flags) {
        return SkbDataHelpers.store(run, 0, offset, from, length, flags);
    }

    @Override
    public long piece(int offset, int length, long buffer) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        return Integer.toUnsignedLong(offset) + Integer.toUnsignedLong(length) <= packet.length()
                ? packet.data() + Integer.toUnsignedLong(offset)
                : 0;
    }

    @Override
    public boolean isWritable() {
        return run.subject(SocketBuffer.SUBJECT).isWritable();
    }
}
