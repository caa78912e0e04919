package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.memory.Box;

/** Memory behind a dynptr: of the program's, or a record of a ring buffer. */
record PlainMemory(Box box, long data) implements DynptrMemory {
    @Override
    public long read(int offset, long to, int length) {
        box.copy(at(offset), to, Integer.toUnsignedLong(length));
        return 0;
    }

    @Override
    public long write(int offset, long from, int length, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        box.copy(from, at(offset), Integer.toUnsignedLong(length));
        return 0;
    }

    @Override
    public long piece(int offset, int length, long buffer) {
        return at(offset);
    }

    private long at(int offset) {
        return data + Integer.toUnsignedLong(offset);
    }
}
