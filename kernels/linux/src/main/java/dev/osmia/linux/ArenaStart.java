package dev.osmia.linux;

import dev.osmia.kernel.BpfException;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What an arena needs before a program can be loaded that uses it ({@code kernel/bpf/arena.c}): a place in somebody's address
 * space, which it gets when it is first mapped and keeps, and the variables that the object has in it.
 */
final class ArenaStart {
    private static final int READ_WRITE = 3;
    private static final int SHARED = 1;
    /** Where it says and nowhere else, unless something else is there. */
    private static final int FIXED_NOREPLACE = 0x100000;

    private ArenaStart() {
    }

    static void settle(Descriptor map, MapSpec spec) {
        long bytes = Integer.toUnsignedLong(spec.maxEntries()) * SystemCalls.pageSize();
        int flags = spec.extra() == 0 ? SHARED : SHARED | FIXED_NOREPLACE;
        long address = map.use(fd -> SystemCalls.call(SystemCall.MMAP, spec.extra(), bytes, READ_WRITE, flags, fd, 0));
        if (address < 0) {
            throw new BpfException("map arena " + spec.name() + " into memory", Bpf.errno(address),
                    spec.extra() == 0 ? "" : "it wants to lie at 0x" + Long.toHexString(spec.extra()));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = SystemCalls.mapped(address, bytes, arena);
            if (spec.contents() instanceof MapContents.Bytes(byte[] value)) {
                MemorySegment.copy(MemorySegment.ofArray(value), 0, memory, 0, Math.min(value.length, bytes));
            }
        }
    }
}
