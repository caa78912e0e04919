package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The verifier of the running Linux, asked through bpf(2). */
@SuppressWarnings("restricted")
final class Linux {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");
    private static final int SYS_BPF = 321;
    private static final int PROG_LOAD = 5;
    private static final int BTF_LOAD = 18;
    private static final int LOG_BYTES = 1 << 16;
    private static final int ATTRIBUTE_BYTES = 152;

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = handle("syscall", FunctionDescriptor.of(ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle CLOSE = handle("close",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Linux() {
    }

    /**
     * What Linux made of a program.
     *
     * @param errno 0 if it was accepted
     */
    record Verdict(int errno, List<String> log) {}

    /** A program to be asked about. */
    record Question(ProgramType type, int attachType, int target, int targetFd, boolean sleeps, long... code) {
        Question(ProgramType type, AttachType attachType, int target, long... code) {
            this(type, attachType.id(), target, 0, false, code);
        }
    }

    /** The types of the running kernel; a test that asks for them is skipped where there are none. */
    static KernelTypes types() {
        assumeTrue(Files.isReadable(VMLINUX), "needs " + VMLINUX + ": a Linux kernel with CONFIG_DEBUG_INFO_BTF");
        return Vmlinux.TYPES;
    }

    private static final class Vmlinux {
        private static final KernelTypes TYPES = read();

        private static KernelTypes read() {
            try {
                return KernelTypes.of(Btf.read(Files.readAllBytes(VMLINUX)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Skips a test where programs cannot be loaded, or another version would judge them. */
    static void assumeAsked() {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
                "needs Linux on x86-64");
        assumeTrue(System.getProperty("os.version").startsWith("6.18."), "needs Linux 6.18");
        int errno = load(
                new Question(ProgramType.SOCKET_FILTER, AttachType.CGROUP_INET_INGRESS, 0, Code.ZERO, Code.EXIT))
                .errno();
        assumeTrue(errno == 0, "needs bpf(2): root, or CAP_BPF and CAP_PERFMON; errno " + errno);
    }

    /** Loads a program, closes it again, and gives the verdict. */
    static Verdict load(Question question) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = arena.allocate(LOG_BYTES);
            MemorySegment attributes = attributes(arena, question, log);
            long fd = bpf(PROG_LOAD, attributes, arena);
            return verdict(fd, log);
        }
    }

    /**
     * What programs say of themselves.
     *
     * @param functions words of the records, each of that many bytes
     * @param lines as the functions
     */
    record Tables(byte[] btf, int functionSize, int[] functions, int lineSize, int[] lines) {
        Tables(Btf btf, int... functions) {
            this(btf.write(java.nio.ByteOrder.nativeOrder()), 8, functions, 16, new int[0]);
        }
    }

    /** As {@link #load(Question)}, with tables. */
    static Verdict load(Question question, Tables tables) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = arena.allocate(LOG_BYTES);
            MemorySegment attributes = attributes(arena, question, log);
            int types = openTypes(arena, tables.btf());
            if (types < 0) {
                throw new AssertionError("Linux takes the types for invalid: errno " + -types);
            }
            attributes.set(ValueLayout.JAVA_INT, 72, types);
            records(arena, attributes, 76, tables.functionSize(), tables.functions());
            records(arena, attributes, 92, tables.lineSize(), tables.lines());
            try {
                return verdict(bpf(PROG_LOAD, attributes, arena), log);
            } finally {
                close(types);
            }
        }
    }

    /** The size of a record, their address and their number stand one after the other, the address aligned. */
    private static void records(Arena arena, MemorySegment attributes, int at, int size, int[] words) {
        MemorySegment bytes = words.length == 0 ? MemorySegment.NULL : arena.allocateFrom(ValueLayout.JAVA_INT, words);
        attributes.set(ValueLayout.JAVA_INT, at, words.length == 0 ? 0 : size);
        attributes.set(ValueLayout.ADDRESS, at + 4, bytes);
        attributes.set(ValueLayout.JAVA_INT, at + 12, size == 0 ? words.length : words.length * Integer.BYTES / size);
    }

    static MemorySegment attributes(Arena arena, Question question, MemorySegment log) {
        MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_LONG, question.code());
        MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
        attributes.set(ValueLayout.JAVA_INT, 0, question.type().id());
        attributes.set(ValueLayout.JAVA_INT, 4, question.code().length);
        attributes.set(ValueLayout.ADDRESS, 8, code);
        attributes.set(ValueLayout.ADDRESS, 16, arena.allocateFrom("GPL"));
        attributes.set(ValueLayout.JAVA_INT, 24, 2);
        attributes.set(ValueLayout.JAVA_INT, 28, LOG_BYTES);
        attributes.set(ValueLayout.ADDRESS, 32, log);
        attributes.set(ValueLayout.JAVA_INT, 44, question.sleeps() ? 1 << 4 : 0);
        attributes.set(ValueLayout.JAVA_INT, 68, question.attachType());
        attributes.set(ValueLayout.JAVA_INT, 108, question.target());
        attributes.set(ValueLayout.JAVA_INT, 112, question.targetFd());
        return attributes;
    }

    static Verdict verdict(long result, MemorySegment log) {
        if (result >= 0) {
            close((int) result);
        }
        return new Verdict(result < 0 ? (int) -result : 0, log.getString(0).lines().toList());
    }

    /** Loads a program that others can be attached to; to be closed. */
    static int open(Arena arena, MemorySegment attributes) {
        return (int) bpf(PROG_LOAD, attributes, arena);
    }

    /** Loads a program's types; the descriptor is to be closed. */
    static int openTypes(Arena arena, byte[] btf) {
        MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
        MemorySegment bytes = arena.allocate(btf.length);
        MemorySegment.copy(btf, 0, bytes, ValueLayout.JAVA_BYTE, 0, btf.length);
        attributes.set(ValueLayout.ADDRESS, 0, bytes);
        attributes.set(ValueLayout.JAVA_INT, 16, btf.length);
        return (int) bpf(BTF_LOAD, attributes, arena);
    }

    /** The descriptor, or the negated error. */
    static long bpf(int command, MemorySegment attributes, Arena arena) {
        try {
            MemorySegment state = arena.allocate(STATE);
            long result = (long) SYSCALL.invokeExact(state, (long) SYS_BPF, (long) command, attributes,
                    (long) ATTRIBUTE_BYTES);
            return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor,
                Linker.Option.captureCallState("errno"));
    }
}
