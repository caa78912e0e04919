package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_PERCPU_HASH} and {@code BPF_MAP_TYPE_LRU_PERCPU_HASH}: a value for each CPU in every element. An
 * update changes the value in place; a program that adds an element sets its CPU's value and zeroes the others.
 */
final class PerCpuHashedMap extends HashedMap {
    private final long stride;
    private final int cpus;

    PerCpuHashedMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        stride = layout().valueStride();
        cpus = layout().values();
    }

    private long value(long element, int cpu) {
        return value(element) + cpu * stride;
    }

    @Override
    long valueOf(VirtualCpu cpu, long element) {
        return value(element, cpu.id());
    }

    @Override
    public long lookup(VirtualCpu cpu, long key) {
        return lookupOn(cpu.id(), key);
    }

    @Override
    public long lookupOn(int cpu, long key) {
        long element = use(key);
        return element == 0 ? 0 : value(element, cpu);
    }

    @Override
    boolean replaces() {
        return false;
    }

    @Override
    void overwrite(VirtualCpu cpu, long element, long value, long flags, boolean fromUser) {
        if (!fromUser) {
            fields().write(words(), value, value(element, cpu.id()), layout().valueSize(), 0);
            return;
        }
        for (int each = 0; each < cpus; each++) {
            fields().write(words(), value + each * stride, value(element, each), partSize(), 0);
        }
    }

    @Override
    void initialize(VirtualCpu cpu, long element, long value, boolean fromUser) {
        words().zero(value(element), cpus * stride);
        overwrite(cpu, element, value, 0, fromUser);
    }

    @Override
    void copyElement(long element, long target, long flags) {
        for (int each = 0; each < cpus; each++) {
            copyValue(value(element, each), target + each * stride, 0);
        }
    }
}
