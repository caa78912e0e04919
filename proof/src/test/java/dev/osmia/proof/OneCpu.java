package dev.osmia.proof;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Keeps the current thread on one CPU of Linux: what a run leaves in a slot of a per-CPU map is then there in the next run, as
 * on the embedded kernel.
 */
public final class OneCpu implements AutoCloseable {
    /** Bytes of a set of 1024 CPUs ({@code cpu_set_t}). */
    private static final int SET = 128;
    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment before = arena.allocate(SET, Long.BYTES);

    private OneCpu() {
        require(call("sched_getaffinity", before));
        MemorySegment one = arena.allocate(SET, Long.BYTES);
        for (int at = 0; at < SET; at++) {
            int bits = before.get(JAVA_BYTE, at);
            if (bits != 0) {
                one.set(JAVA_BYTE, at, (byte) Integer.lowestOneBit(bits));
                break;
            }
        }
        require(call("sched_setaffinity", one));
    }

    /** Keeps the thread where it may run until this is closed. */
    public static OneCpu hold() {
        return new OneCpu();
    }

    private static void require(int result) {
        if (result != 0) {
            throw new IllegalStateException("the thread's CPUs can be neither read nor chosen");
        }
    }

    @SuppressWarnings("restricted")
    private static int call(String name, MemorySegment set) {
        Linker linker = Linker.nativeLinker();
        MethodHandle function = linker.downcallHandle(linker.defaultLookup().findOrThrow(name), TYPE);
        try {
            return (int) function.invokeExact(0, (long) SET, set);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        require(call("sched_setaffinity", before));
        arena.close();
    }
}
