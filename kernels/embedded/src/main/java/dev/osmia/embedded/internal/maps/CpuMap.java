package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.object.MapSpec;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * {@code BPF_MAP_TYPE_CPUMAP}: CPUs that go on with a packet, and the length of their queues ({@code kernel/bpf/cpumap.c}).
 * There are no threads of the kernel's own here: who has a packet waits for the CPU and goes on with it there, and the queue
 * is those who wait.
 */
public final class CpuMap extends TargetArray {
    private static final int MAX_QUEUE = 16384;

    private final AtomicIntegerArray waiting = new AtomicIntegerArray(machine().cpus().count());

    CpuMap(MapMemory memory, MapSpec spec) {
        super(memory, spec, AttachType.XDP_CPUMAP);
    }

    /** Takes a place in the queue for a CPU; false if there are {@code length} already. Pair with {@link #leave}. */
    public boolean enter(int cpu, int length) {
        if (waiting.incrementAndGet(cpu) <= length) {
            return true;
        }
        leave(cpu);
        return false;
    }

    /** Gives a place in the queue for a CPU back. */
    public void leave(int cpu) {
        waiting.decrementAndGet(cpu);
    }

    @Override
    long refusal(long index, int number) {
        if (Integer.compareUnsigned(number, MAX_QUEUE) > 0) {
            return Errno.EOVERFLOW.result();
        }
        return index < machine().cpus().count() ? 0 : Errno.ENODEV.result();
    }

    /** Linux has no other error for the wrong program, and does not look at that of an element that goes. */
    @Override
    long acquire(int number, int handle) {
        long program = number == 0 ? 0 : programs().acquire(handle);
        return program < 0 ? Errno.ENOMEM.result() : program;
    }
}
