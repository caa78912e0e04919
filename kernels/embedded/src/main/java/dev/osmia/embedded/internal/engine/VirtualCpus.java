package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.BoxAllocator;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The virtual CPUs of a kernel. A thread gets the one that it had last if that is free; threads beyond their number wait.
 *
 * <p>It also tells when memory that programs may still point at can be used again, as RCU does: {@link #now()} when an
 * element is unlinked is its time of death, and once {@link #oldest()} has passed that no run can know it any more.
 */
public final class VirtualCpus {
    private static final long WAIT_NANOS = 50_000;

    private final VirtualCpu[] cpus;
    private final ThreadLocal<VirtualCpu> last;
    private final AtomicLong time = new AtomicLong(1);

    /** Makes {@code count} CPUs with their stacks. */
    public VirtualCpus(int count, BoxAllocator allocator) {
        cpus = new VirtualCpu[count];
        for (int id = 0; id < count; id++) {
            cpus[id] = new VirtualCpu(id, allocator.allocate(VirtualCpu.STACK_SIZE));
        }
        last = ThreadLocal.withInitial(() -> cpus[(int) (Thread.currentThread().threadId() % count)]);
    }

    /** How many there are. */
    public int count() {
        return cpus.length;
    }

    /** Takes a CPU for the current thread, waiting if need be; a thread that has one keeps it. Pair with {@link #release}. */
    public VirtualCpu acquire() {
        Thread thread = Thread.currentThread();
        VirtualCpu cpu = last.get();
        if (!cpu.isOwnedBy(thread) && !cpu.tryOwn(thread)) {
            cpu = search(thread);
        }
        if (cpu.depth++ == 0) {
            cpu.enter(time.get());
        }
        return cpu;
    }

    /** As {@link #acquire()}, of a certain CPU; the current thread must not have another one. */
    public VirtualCpu acquire(int id) {
        VirtualCpu cpu = cpus[id];
        while (!cpu.isOwnedBy(Thread.currentThread()) && !cpu.tryOwn(Thread.currentThread())) {
            LockSupport.parkNanos(this, WAIT_NANOS);
        }
        last.set(cpu);
        if (cpu.depth++ == 0) {
            cpu.enter(time.get());
        }
        return cpu;
    }

    /**
     * Does something on a certain CPU, waiting for it if need be. A thread that has a CPU does it there; afterwards a thread
     * prefers the CPU that it had before.
     */
    public <T> T on(int id, Function<VirtualCpu, T> action) {
        VirtualCpu before = last.get();
        VirtualCpu cpu = before.isOwnedBy(Thread.currentThread()) ? acquire() : acquire(id);
        try {
            return action.apply(cpu);
        } finally {
            release(cpu);
            last.set(before);
        }
    }

    private VirtualCpu search(Thread thread) {
        for (;;) {
            for (VirtualCpu cpu : cpus) {
                if (cpu.tryOwn(thread)) {
                    last.set(cpu);
                    return cpu;
                }
            }
            LockSupport.parkNanos(this, WAIT_NANOS);
        }
    }

    /** Whether the current thread has a CPU. */
    public boolean isInRun() {
        return last.get().isOwnedBy(Thread.currentThread());
    }

    /** Gives back what {@link #acquire} gave. */
    public void release(VirtualCpu cpu) {
        if (--cpu.depth == 0) {
            cpu.leave();
            cpu.disown();
        }
    }

    /** A time later than the start of every run that is under way. */
    public long now() {
        return time.incrementAndGet();
    }

    /** No run under way began before this time. */
    public long oldest() {
        long oldest = time.get();
        for (VirtualCpu cpu : cpus) {
            oldest = Math.min(oldest, cpu.since());
        }
        return oldest;
    }
}
