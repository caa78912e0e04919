package dev.osmia.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Capabilities that the calling thread does without until this is closed. */
@SuppressWarnings("restricted")
final class FewerRights implements AutoCloseable {
    /** Gives up nothing. */
    static final FewerRights NONE = new FewerRights(0);

    private static final int VERSION = 0x2008_0522;
    private static final int SYS_ADMIN = 21;
    private static final int PERFMON = 38;
    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GET = function("capget");
    private static final MethodHandle SET = function("capset");

    private final long given;

    private FewerRights(long given) {
        this.given = given;
    }

    /** A loader that programs may not show others' memory; {@code CAP_SYS_ADMIN} would stand for the capability. */
    static FewerRights withoutPerfmon() {
        long bits = 1L << SYS_ADMIN | 1L << PERFMON;
        change(bits, false);
        return new FewerRights(bits);
    }

    @Override
    public void close() {
        if (given != 0) {
            change(given, true);
        }
    }

    /** {@code struct __user_cap_data_struct}: two of three words each, the effective ones first. */
    private static void change(long bits, boolean isEffective) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocateFrom(JAVA_INT, VERSION, 0);
            MemorySegment data = arena.allocate(6 * JAVA_INT.byteSize(), JAVA_INT.byteSize());
            require((int) GET.invokeExact(header, data));
            for (int half = 0; half < 2; half++) {
                int mask = (int) (bits >>> half * Integer.SIZE);
                int effective = data.getAtIndex(JAVA_INT, 3L * half);
                data.setAtIndex(JAVA_INT, 3L * half, isEffective ? effective | mask : effective & ~mask);
            }
            require((int) SET.invokeExact(header, data));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void require(int result) {
        if (result != 0) {
            throw new AssertionError("capabilities cannot be changed");
        }
    }

    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), TYPE);
    }
}
