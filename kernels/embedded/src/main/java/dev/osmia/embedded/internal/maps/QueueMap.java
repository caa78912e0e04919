package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_QUEUE} and {@code BPF_MAP_TYPE_STACK}: values without keys, of which the oldest or the newest comes
 * out first ({@code kernel/bpf/queue_stack_maps.c}).
 */
final class QueueMap extends EmbeddedMap {
    private final boolean newestFirst;
    private final long capacity;
    private final long stride;
    private final long values;
    /** Where the oldest value is; guarded by this, as is {@link #count}. */
    private long oldest;
    private long count;

    QueueMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        newestFirst = spec.type() == MapType.STACK;
        capacity = Integer.toUnsignedLong(spec.maxEntries());
        stride = Words.rounded(spec.valueSize());
        values = memory.allocate(MapMemory.product(capacity, stride));
    }

    private long place(long index) {
        return values + (oldest + index) % capacity * stride;
    }

    /** {@code BPF_EXIST} makes room by dropping the oldest value. */
    @Override
    public synchronized long push(VirtualCpu cpu, long value, long flags) {
        if (flags != UpdateFlag.ANY.value() && flags != UpdateFlag.EXIST.value()) {
            return Errno.EINVAL.result();
        }
        if (count == capacity) {
            if (flags != UpdateFlag.EXIST.value()) {
                return Errno.E2BIG.result();
            }
            oldest = (oldest + 1) % capacity;
            count--;
        }
        words().copy(value, place(count), spec().valueSize());
        count++;
        return 0;
    }

    @Override
    public synchronized long pop(VirtualCpu cpu, long value) {
        long result = peek(cpu, value);
        if (result == 0) {
            count--;
            if (!newestFirst) {
                oldest = (oldest + 1) % capacity;
            }
        }
        return result;
    }

    @Override
    public synchronized long peek(VirtualCpu cpu, long value) {
        if (count == 0) {
            words().zero(value, spec().valueSize());
            return Errno.ENOENT.result();
        }
        words().copy(place(newestFirst ? count - 1 : 0), value, spec().valueSize());
        return 0;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return Errno.EINVAL.result();
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        return Errno.EINVAL.result();
    }

    @Override
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        return peek(cpu, target);
    }

    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        return push(cpu, value, flags);
    }

    @Override
    protected long takeOut(VirtualCpu cpu, long key, long target, long flags) {
        return pop(cpu, target);
    }
}
