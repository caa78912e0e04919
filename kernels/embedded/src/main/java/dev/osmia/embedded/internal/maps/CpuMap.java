package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_CPUMAP}: CPUs that go on with a packet, and the length of their queues ({@code kernel/bpf/cpumap.c}).
 * Here the thread that has the packet goes on with it, and no queue is ever full.
 */
final class CpuMap extends TargetArray {
    private static final int MAX_QUEUE = 16384;

    CpuMap(MapMemory memory, MapSpec spec) {
        super(memory, spec, AttachType.XDP_CPUMAP);
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
