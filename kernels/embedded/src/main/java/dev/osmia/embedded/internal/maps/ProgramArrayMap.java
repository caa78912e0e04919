package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code BPF_MAP_TYPE_PROG_ARRAY}: references are program ids. The first program that uses it or is put into it decides
 * which others may ({@code bpf_prog_map_compatible}). It is emptied when its user closes it, so that programs that hold
 * each other through it come to an end.
 */
public final class ProgramArrayMap extends DescriptorArrayMap {
    private final AtomicReference<@Nullable ProgramType> owner = new AtomicReference<>();

    ProgramArrayMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
    }

    /** The program at an index, or null if there is none or the index is too big. */
    public @Nullable LoadedProgram programAt(long index) {
        long reference = reference(index);
        return reference == 0 ? null : machine().programs().withId((int) reference);
    }

    @Override
    public boolean admits(ProgramSpec program) {
        ProgramType first = owner.compareAndExchange(null, program.type());
        return first == null || first == program.type();
    }

    @Override
    long acquire(int handle) {
        LoadedProgram program = machine().programs().retain(handle);
        if (program == null) {
            return Errno.EBADF.result();
        }
        if (!admits(program.spec())) {
            machine().programs().release(handle);
            return Errno.EINVAL.result();
        }
        return handle;
    }

    @Override
    void release(long reference) {
        machine().programs().release((int) reference);
    }

    @Override
    int id(long reference) {
        return (int) reference;
    }

    @Override
    protected void handleClosed() {
        clear();
    }

    @Override
    protected void disposing() {
        clear();
    }
}
