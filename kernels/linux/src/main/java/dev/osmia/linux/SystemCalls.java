package dev.osmia.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The one place where Java's safety ends: calls of the C library, and memory that others share. */
@SuppressWarnings("restricted")
final class SystemCalls {
    private static final int ARGUMENTS = 6;
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = syscall();
    private static final MethodHandle INTERFACE_INDEX = function("if_nametoindex",
            FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final int PAGE_SIZE = askPageSize();

    private SystemCalls() {
    }

    private static MethodHandle syscall() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor type = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"), type,
                Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(1));
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    private static int askPageSize() {
        try {
            return (int) function("getpagesize", FunctionDescriptor.of(JAVA_INT)).invokeExact();
        } catch (Throwable impossible) {
            throw new LinkageError("getpagesize", impossible);
        }
    }

    /** The index of a network interface, also of one without an address; 0 if there is none of that name. */
    static int interfaceIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) INTERFACE_INDEX.invokeExact(arena.allocateFrom(name));
        } catch (Throwable impossible) {
            throw new LinkageError("if_nametoindex", impossible);
        }
    }

    /** Bytes of a page of memory. */
    static int pageSize() {
        return PAGE_SIZE;
    }

    /**
     * Makes a system call.
     *
     * @param arguments at most six; the missing ones are 0
     * @return its result, or the error number, negated
     */
    static long call(SystemCall call, long... arguments) {
        long[] all = Arrays.copyOf(arguments, ARGUMENTS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            long result = (long) SYSCALL.invokeExact(state, (long) call.number(), all[0], all[1], all[2], all[3],
                    all[4], all[5]);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new LinkageError("syscall", impossible);
        }
    }

    /** Memory at an address that the kernel gave, until the arena closes and unmaps it. */
    static MemorySegment mapped(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address)
                .reinterpret(bytes, arena, memory -> call(SystemCall.MUNMAP, memory.address(), memory.byteSize()));
    }
}
