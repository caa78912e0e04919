package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

/** {@code BPF_MAP_TYPE_PERCPU_ARRAY}: an array for each CPU, one behind the other. */
final class PerCpuArrayMap extends EmbeddedMap {
    private final Box box;
    private final int cpus;
    private final long entries;
    private final long stride;
    private final long values;

    PerCpuArrayMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        box = machine().box();
        cpus = machine().cpus().count();
        entries = Integer.toUnsignedLong(spec.maxEntries());
        stride = Words.rounded(spec.valueSize());
        long size = MapMemory.product(MapMemory.product(stride, entries), cpus);
        values = memory.allocate(size);
        memory.show(new ValueRegion(this, values, values + size, stride));
    }

    private long value(int cpu, long index) {
        return values + (cpu * entries + index) * stride;
    }

    @Override
    public long lookup(VirtualCpu cpu, long key) {
        return lookupOn(cpu.id(), key);
    }

    @Override
    public long lookupOn(int cpu, long key) {
        long index = box.getInt(key) & 0xffff_ffffL;
        return index < entries ? value(cpu, index) : 0;
    }

    @Override
    public Indexed indexed() {
        return new Indexed(values, entries, stride, entries * stride);
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        long refusal = refusal(key, flags);
        if (refusal == 0) {
            fields().write(words(), value, lookup(cpu, key), spec().valueSize(), 0);
        }
        return refusal;
    }

    private long refusal(long key, long flags) {
        if (Long.compareUnsigned(flags, UpdateFlag.EXIST.value()) > 0) {
            return Errno.EINVAL.result();
        }
        if (lookupOn(0, key) == 0) {
            return Errno.E2BIG.result();
        }
        return flags == UpdateFlag.NOEXIST.value() ? Errno.EEXIST.result() : 0;
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        return Errno.EINVAL.result();
    }

    @Override
    public long visit(VirtualCpu cpu, Visitor visitor) {
        return ArrayKeys.visit(machine(), entries, index -> value(cpu.id(), index), visitor);
    }

    @Override
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        if (lookup(cpu, key) == 0) {
            return Errno.ENOENT.result();
        }
        for (int each = 0; each < cpus; each++) {
            copyValue(lookupOn(each, key), target + each * stride, 0);
        }
        return 0;
    }

    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        long refusal = refusal(key, flags);
        for (int each = 0; refusal == 0 && each < cpus; each++) {
            fields().write(words(), value + each * stride, lookupOn(each, key), partSize(), 0);
        }
        return refusal;
    }

    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        return ArrayKeys.next(box, entries, key, target);
    }
}
