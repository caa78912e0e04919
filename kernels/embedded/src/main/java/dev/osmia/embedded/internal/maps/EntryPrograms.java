package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.ProgramTable;

/**
 * The programs that elements of device and CPU maps run on the packets that are sent there.
 *
 * @param programs the kernel's
 * @param attachType what a program must have been loaded for
 */
record EntryPrograms(ProgramTable programs, AttachType attachType) {

    /**
     * Takes a reference to the program with a handle.
     *
     * @return its id, 0 if the handle is none because it is not positive, or {@code EINVAL} if it is the wrong program
     */
    long acquire(int handle) {
        if (handle <= 0) {
            return 0;
        }
        LoadedProgram program = programs.retain(handle);
        if (program == null) {
            return Errno.EINVAL.result();
        }
        if (program.spec().type() != ProgramType.XDP || program.spec().attachType() != attachType) {
            programs.release(handle);
            return Errno.EINVAL.result();
        }
        return handle;
    }

    /** Gives a reference back. */
    void release(int id) {
        if (id != 0) {
            programs.release(id);
        }
    }
}
