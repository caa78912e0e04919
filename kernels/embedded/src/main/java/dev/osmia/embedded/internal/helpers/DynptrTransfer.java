package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.Run;

/** Moves and fills what lies behind dynptrs: in one go where it lies in one piece, else through a buffer as Linux does. */
final class DynptrTransfer {
    /** Bytes of the buffer: what was moved before an error shows where the steps end. */
    private static final int STEP = 256;

    private DynptrTransfer() {
    }

    /** The buffer of a CPU. */
    private record Buffer(long address) {
        static long of(Run run) {
            return run.cpu().keep(Buffer.class, () -> new Buffer(run.machine().allocator().allocate(STEP))).address();
        }
    }

    /** {@code bpf_dynptr_copy}. */
    static long copy(Run run, Dynptr to, int toOffset, Dynptr from, int fromOffset, int length) {
        long source = DynptrMemory.slice(run, from, fromOffset, 0, length);
        long target = DynptrMemory.writableSlice(run, to, toOffset, 0, length);
        if (source != 0 && target != 0) {
            run.box().copy(source, target, length);
            return 0;
        }
        if (source != 0) {
            return DynptrMemory.write(run, to, toOffset, source, length, 0);
        }
        if (target != 0) {
            return DynptrMemory.read(run, from, fromOffset, target, length);
        }
        if (to.error(toOffset, length) != 0 || from.error(fromOffset, length) != 0) {
            return Errno.E2BIG.result();
        }
        long buffer = Buffer.of(run);
        for (int done = 0; done < length; done += STEP) {
            int step = Math.min(STEP, length - done);
            long error = DynptrMemory.read(run, from, fromOffset + done, buffer, step);
            if (error == 0) {
                error = DynptrMemory.write(run, to, toOffset + done, buffer, step, 0);
            }
            if (error != 0) {
                return error;
            }
        }
        return 0;
    }

    /** {@code bpf_dynptr_memset}. */
    static long fill(Run run, Dynptr to, int offset, int length, byte value) {
        long target = DynptrMemory.writableSlice(run, to, offset, 0, length);
        if (target != 0) {
            run.box().fill(target, length, value);
            return 0;
        }
        if (to.isReadOnly()) {
            return Errno.EINVAL.result();
        }
        long error = to.error(offset, length);
        long buffer = Buffer.of(run);
        run.box().fill(buffer, STEP, value);
        for (int done = 0; error == 0 && done < length; done += STEP) {
            error = DynptrMemory.write(run, to, offset + done, buffer, Math.min(STEP, length - done), 0);
        }
        return error;
    }
}
