package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** {@code BPF_PROG_TEST_RUN}. */
final class TestRun {
    /** Programs that Linux runs once, on a context alone; it refuses every field that has to do with packets. */
    private static final Set<ProgramType> CONTEXT_ONLY = EnumSet.of(ProgramType.SYSCALL, ProgramType.RAW_TRACEPOINT,
            ProgramType.RAW_TRACEPOINT_WRITABLE, ProgramType.TRACING, ProgramType.LSM);

    /** How far a packet may grow: more than helpers let it, so that no run has to be made twice. */
    private static final int GROWTH = 1 << 16;

    private TestRun() {
    }

    static TestResult run(Descriptor program, ProgramType type, TestInput input, String name) {
        return program.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                return CONTEXT_ONLY.contains(type)
                        ? onContext(fd, input, name, arena)
                        : onPacket(fd, input, name, input.data().length + GROWTH, arena);
            }
        });
    }

    private static BpfStruct attributes(int fd, TestInput input, MemorySegment context, Arena arena) {
        return new BpfStruct(BpfLayout.TEST_RUN, arena).set("prog_fd", fd)
                .set("ctx_in", context)
                .set("ctx_size_in", input.context().length)
                .set("flags", input.flags())
                .set("cpu", input.cpu());
    }

    /** SYSCALL programs change the context in place; the others leave it alone. */
    private static TestResult onContext(int fd, TestInput input, String name, Arena arena) {
        MemorySegment context = BpfStruct.copy(input.context(), arena);
        BpfStruct attributes = attributes(fd, input, context, arena);
        Bpf.require(BpfCommand.PROG_TEST_RUN, attributes, "run program " + name);
        return new TestResult((int) attributes.get("retval"), new byte[0], context.toArray(JAVA_BYTE), 0);
    }

    private static TestResult onPacket(int fd, TestInput input, String name, int room, Arena arena) {
        boolean packet = input.data().length > 0;
        MemorySegment context = BpfStruct.copy(input.context(), arena);
        MemorySegment contextOut = BpfStruct.copy(input.context(), arena);
        MemorySegment out = packet ? arena.allocate(room) : MemorySegment.NULL;
        BpfStruct attributes = attributes(fd, input, context, arena).set("ctx_out", contextOut)
                .set("ctx_size_out", input.context().length)
                .set("data_in", BpfStruct.copy(input.data(), arena))
                .set("data_size_in", input.data().length)
                .set("data_out", out)
                .set("data_size_out", packet ? room : 0)
                .set("repeat", input.repeat());
        long result = Bpf.call(BpfCommand.PROG_TEST_RUN, attributes);
        int size = (int) attributes.get("data_size_out");
        if (result == Errno.ENOSPC.result() && size > room) {
            return onPacket(fd, input, name, size, arena);
        }
        if (result < 0) {
            throw Bpf.refusal(BpfCommand.PROG_TEST_RUN, result, "run program " + name);
        }
        return new TestResult((int) attributes.get("retval"), packet
                ? out.asSlice(0, size).toArray(JAVA_BYTE)
                : new byte[0], contextOut.toArray(JAVA_BYTE), attributes.get("duration"));
    }
}
