package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.util.Map;

/** Pointers that know their bounds, as far as helpers deal with them. */
final class DynptrHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.DYNPTR_FROM_MEM, DynptrHelpers::fromMemory,
                Helper.DYNPTR_READ, DynptrHelpers::read,
                Helper.DYNPTR_WRITE, DynptrHelpers::write,
                Helper.DYNPTR_DATA, DynptrHelpers::data);
    }

    private static long fromMemory(Run run, long memory, long size, long flags, long target, long unused5) {
        int bytes = (int) size;
        boolean fits = Integer.compareUnsigned(bytes, Dynptr.MAX_SIZE) <= 0;
        if (!fits || flags != 0) {
            Dynptr.nowhere().put(run.box(), target);
            return fits ? Errno.EINVAL.result() : Errno.E2BIG.result();
        }
        Dynptr.of(Dynptr.Kind.LOCAL, memory, bytes, false).put(run.box(), target);
        return 0;
    }

    private static long read(Run run, long to, long length, long from, long offset, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        return DynptrMemory.read(run, Dynptr.at(run.box(), from), (int) offset, to, (int) length);
    }

    private static long write(Run run, long to, long offset, long from, long length, long flags) {
        return DynptrMemory.write(run, Dynptr.at(run.box(), to), (int) offset, from, (int) length, flags);
    }

    /** {@code bpf_dynptr_data}: only memory has an address to give. */
    private static long data(Run run, long from, long offset, long length, long unused4, long unused5) {
        Dynptr dynptr = Dynptr.at(run.box(), from);
        if (dynptr.isNull() || dynptr.isReadOnly() || dynptr.error((int) offset, (int) length) != 0) {
            return 0;
        }
        return switch (dynptr.kind()) {
            case LOCAL, RINGBUF -> dynptr.start() + (offset & 0xffff_ffffL);
            case SKB, XDP, SKB_META, INVALID -> 0;
        };
    }
}
