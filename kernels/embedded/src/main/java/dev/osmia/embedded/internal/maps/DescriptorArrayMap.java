package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An array whose user writes handles, which become references to other things of the kernel, and reads ids
 * ({@code bpf_fd_array_map_update_elem} and its neighbours). Programs cannot write it.
 */
abstract class DescriptorArrayMap extends EmbeddedMap {
    private final Box box;
    private final long entries;
    private final long slots;
    /** Also the lock of all changes. */
    private final Set<Long> occupied = new TreeSet<>();

    DescriptorArrayMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        box = machine().box();
        entries = Integer.toUnsignedLong(spec.maxEntries());
        slots = memory.allocate(MapMemory.product(entries, Long.BYTES));
    }

    /** Takes a reference to what a handle means; a negated error number if the map may not hold it. */
    abstract long acquire(int handle);

    /** Gives the reference back. */
    abstract void release(long reference);

    /** What user space reads, or 0 if it is gone. */
    abstract int id(long reference);

    /** The reference at an index, or 0. */
    final long reference(long index) {
        return index >= 0 && index < entries
                ? (long) Box.ATOMIC_LONG.getAcquire(box.memory(), slots + index * Long.BYTES & Box.MASK)
                : 0;
    }

    final long index(long key) {
        return box.getInt(key) & 0xffff_ffffL;
    }

    private long exchange(long index, long reference) {
        synchronized (occupied) {
            long old = reference(index);
            Box.ATOMIC_LONG.setRelease(box.memory(), slots + index * Long.BYTES & Box.MASK, reference);
            boolean ignored = reference == 0 ? occupied.remove(index) : occupied.add(index);
            return old;
        }
    }

    @Override
    protected final long store(VirtualCpu cpu, long key, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        if (index(key) >= entries) {
            return Errno.E2BIG.result();
        }
        long reference = acquire(box.getInt(value));
        if (reference < 0) {
            return reference;
        }
        long old = exchange(index(key), reference);
        if (old != 0) {
            release(old);
        }
        return 0;
    }

    @Override
    public final long delete(VirtualCpu cpu, long key) {
        if (index(key) >= entries) {
            return Errno.E2BIG.result();
        }
        long old = exchange(index(key), 0);
        if (old == 0) {
            return Errno.ENOENT.result();
        }
        release(old);
        return 0;
    }

    @Override
    protected final long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        long reference = reference(index(key));
        if (reference == 0) {
            return Errno.ENOENT.result();
        }
        box.putInt(target, id(reference));
        return 0;
    }

    @Override
    protected final long next(VirtualCpu cpu, long key, long target) {
        return ArrayKeys.next(box, entries, key, target);
    }

    /** Empties the map. */
    final void clear() {
        List<Long> indexes;
        synchronized (occupied) {
            indexes = new ArrayList<>(occupied);
        }
        for (long index : indexes) {
            long old = exchange(index, 0);
            if (old != 0) {
                release(old);
            }
        }
    }
}
