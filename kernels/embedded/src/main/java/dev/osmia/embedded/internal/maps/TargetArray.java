package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

/**
 * An array of what packets can be sent to: a number, and the program that runs on them there. User space writes the program's
 * handle and reads its id; programs only read. An element whose number is 0 is not there.
 */
abstract class TargetArray extends EmbeddedMap {
    private static final int WITH_PROGRAM = 8;

    private final Box box;
    private final long entries;
    private final long elements;
    private final EntryPrograms programs;
    private volatile boolean hasPrograms;

    TargetArray(MapMemory memory, MapSpec spec, AttachType attachType) {
        super(memory, spec);
        box = machine().box();
        entries = Integer.toUnsignedLong(spec.maxEntries());
        programs = new EntryPrograms(machine().programs(), attachType);
        long size = MapMemory.product(entries, Long.BYTES);
        elements = memory.allocate(size);
        memory.show(new ValueRegion(this, elements, elements + size, Long.BYTES));
    }

    @Override
    boolean isWritable() {
        return false;
    }

    /** Why an element may not be there, 0 if it may. */
    abstract long refusal(long index, int number);

    /** The program with a handle, as {@link EntryPrograms#acquire}, or why an element may not have it. */
    abstract long acquire(int number, int handle);

    /** The programs of the elements. */
    final EntryPrograms programs() {
        return programs;
    }

    private long index(long key) {
        return box.getInt(key) & 0xffff_ffffL;
    }

    private long exchange(long index, int number, int program) {
        long address = elements + index * Long.BYTES;
        synchronized (programs) {
            int old = box.getInt(address + Integer.BYTES);
            box.putInt(address + Integer.BYTES, program);
            Box.ATOMIC_INT.setRelease(box.memory(), address & Box.MASK, number);
            return old;
        }
    }

    @Override
    public final long lookup(VirtualCpu cpu, long key) {
        long index = index(key);
        long address = elements + index * Long.BYTES;
        return index < entries && (int) Box.ATOMIC_INT.getAcquire(box.memory(), address & Box.MASK) != 0 ? address : 0;
    }

    @Override
    protected final long store(VirtualCpu cpu, long key, long value, long flags) {
        long index = index(key);
        if (Long.compareUnsigned(flags, UpdateFlag.EXIST.value()) > 0) {
            return Errno.EINVAL.result();
        }
        if (index >= entries) {
            return Errno.E2BIG.result();
        }
        if (flags == UpdateFlag.NOEXIST.value()) {
            return Errno.EEXIST.result();
        }
        int number = box.getInt(value);
        long refusal = refusal(index, number);
        if (refusal != 0) {
            return refusal;
        }
        long program = acquire(number, spec().valueSize() == WITH_PROGRAM ? box.getInt(value + Integer.BYTES) : 0);
        if (program < 0) {
            return program;
        }
        hasPrograms |= program != 0;
        programs.release((int) exchange(index, number, (int) program));
        return 0;
    }

    @Override
    public final long delete(VirtualCpu cpu, long key) {
        if (index(key) >= entries) {
            return Errno.EINVAL.result();
        }
        programs.release((int) exchange(index(key), 0, 0));
        return 0;
    }

    @Override
    protected final long next(VirtualCpu cpu, long key, long target) {
        return ArrayKeys.next(box, entries, key, target);
    }

    @Override
    public final long visit(VirtualCpu cpu, Visitor visitor) {
        return ArrayKeys.visit(machine(), entries, index -> elements + index * Long.BYTES,
                (key, value) -> box.getInt(value) == 0 || visitor.visit(key, value));
    }

    @Override
    protected final void disposing() {
        for (long index = 0; hasPrograms && index < entries; index++) {
            programs.release((int) exchange(index, 0, 0));
        }
    }
}
