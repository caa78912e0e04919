package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.Run;

/** What lies behind a dynptr. Offsets are those of the data, lengths as Linux takes them: unsigned 32-bit numbers. */
interface DynptrMemory {

    /** Copies data to memory; 0 or an error. */
    long read(int offset, long to, int length);

    /** Copies memory over data; 0 or an error. */
    long write(int offset, long from, int length, long flags);

    /**
     * Where the data can be touched in one piece.
     *
     * @param buffer takes a copy where they cannot, 0 if there is none
     * @return an address, 0 if there is no such place
     */
    long piece(int offset, int length, long buffer);

    /** Whether the program may write, whatever the dynptr says. */
    default boolean isWritable() {
        return true;
    }

    /** What lies behind a dynptr that is not null. */
    static DynptrMemory of(Run run, Dynptr dynptr) {
        return switch (dynptr.kind()) {
            case LOCAL, RINGBUF, SKB_META -> new PlainMemory(run.box(), dynptr.data());
            case SKB -> new SkbMemory(run);
            case XDP -> new XdpMemory(run);
            case INVALID -> throw new Fault("here is no dynptr");
        };
    }

    /** {@code bpf_dynptr_read}. */
    static long read(Run run, Dynptr from, int offset, long to, int length) {
        if (from.isNull()) {
            return Errno.EINVAL.result();
        }
        long error = from.error(offset, length);
        return error != 0 ? error : of(run, from).read(from.offset() + offset, to, length);
    }

    /** {@code bpf_dynptr_write}. */
    static long write(Run run, Dynptr to, int offset, long from, int length, long flags) {
        if (to.isNull() || to.isReadOnly()) {
            return Errno.EINVAL.result();
        }
        long error = to.error(offset, length);
        if (error != 0) {
            return error;
        }
        DynptrMemory memory = of(run, to);
        return memory.isWritable()
                ? memory.write(to.offset() + offset, from, length, flags)
                : Errno.EINVAL.result();
    }

    /** {@code bpf_dynptr_slice}. */
    static long slice(Run run, Dynptr dynptr, int offset, long buffer, int length) {
        if (dynptr.isNull() || dynptr.error(offset, length) != 0) {
            return 0;
        }
        return of(run, dynptr).piece(dynptr.offset() + offset, length, buffer);
    }

    /** {@code bpf_dynptr_slice_rdwr}. */
    static long writableSlice(Run run, Dynptr dynptr, int offset, long buffer, int length) {
        if (dynptr.isNull() || dynptr.isReadOnly() || !of(run, dynptr).isWritable()) {
            return 0;
        }
        return slice(run, dynptr, offset, buffer, length);
    }
}
