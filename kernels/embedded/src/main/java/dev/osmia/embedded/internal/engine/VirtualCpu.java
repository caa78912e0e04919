package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a running program holds exclusively: a slot of every per-CPU map, a stack, a place in the order of time. One thread
 * owns it at a time; runs nest on it.
 */
public final class VirtualCpu {
    /** Bytes of a stack frame ({@code MAX_BPF_STACK}). */
    public static final int FRAME_SIZE = 512;
    /** Frames that one run may use ({@code MAX_CALL_FRAMES}). */
    public static final int FRAMES_PER_RUN = 8;
    /** Frames of all nested runs together. */
    static final int FRAMES = 64;
    /** Bytes of stack that a CPU needs: generated code takes frames without asking, behind one that it was given. */
    public static final int STACK_SIZE = (FRAMES + FRAMES_PER_RUN) * FRAME_SIZE;

    private static final VarHandle OWNER;
    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(VirtualCpu.class, "owner", Thread.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final int id;
    private final long stack;
    @SuppressWarnings("UnusedVariable") // through OWNER
    private volatile @Nullable Thread owner;
    /** The reclaimer's time when the outermost run began, {@link Long#MAX_VALUE} while none runs. */
    private volatile long since = Long.MAX_VALUE;
    private final Map<Class<?>, Object> kept = new HashMap<>();
    int depth;
    int usedFrames;

    VirtualCpu(int id, long stack) {
        this.id = id;
        this.stack = stack;
    }

    /** Its number, from 0. */
    public int id() {
        return id;
    }

    /** What was left on this CPU under that type, made at the first time; for the owner alone. */
    public <T> T keep(Class<T> type, Supplier<T> make) {
        return type.cast(kept.computeIfAbsent(type, _ -> make.get()));
    }

    /** Address of the stack's lowest byte. */
    long stack() {
        return stack;
    }

    /** How many frames of its stack are in use. */
    public int usedFrames() {
        return usedFrames;
    }

    /** Says how many frames are in use. */
    public void useFrames(int count) {
        usedFrames = count;
    }

    boolean tryOwn(Thread thread) {
        return OWNER.compareAndSet(this, null, thread);
    }

    boolean isOwnedBy(Thread thread) {
        return owner == thread;
    }

    void disown() {
        owner = null;
    }

    void enter(long now) {
        since = now;
    }

    void leave() {
        since = Long.MAX_VALUE;
    }

    long since() {
        return since;
    }
}
