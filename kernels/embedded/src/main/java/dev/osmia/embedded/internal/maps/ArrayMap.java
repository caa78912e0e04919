package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

/** {@code BPF_MAP_TYPE_ARRAY}: values one behind the other, all there from the start, changed in place. */
final class ArrayMap extends EmbeddedMap {
    private final Box box;
    private final long entries;
    private final long stride;
    private final long values;

    ArrayMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        box = machine().box();
        entries = Integer.toUnsignedLong(spec.maxEntries());
        stride = Words.rounded(spec.valueSize());
        long size = MapMemory.product(stride, entries);
        values = memory.allocate(size);
        memory.show(new ValueRegion(this, values, values + size, stride));
    }

    @Override
    public long lookup(VirtualCpu cpu, long key) {
        long index = box.getInt(key) & 0xffff_ffffL;
        return index < entries ? values + index * stride : 0;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        long mode = flags & ~UpdateFlag.LOCK.value();
        if (Long.compareUnsigned(mode, UpdateFlag.EXIST.value()) > 0) {
            return Errno.EINVAL.result();
        }
        long place = lookup(cpu, key);
        if (place == 0) {
            return Errno.E2BIG.result();
        }
        if (mode == UpdateFlag.NOEXIST.value()) {
            return Errno.EEXIST.result();
        }
        if (mode != flags && !fields().hasLock()) {
            return Errno.EINVAL.result();
        }
        fields().write(words(), value, place, spec().valueSize(), flags);
        dropTimer(place);
        return 0;
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        return Errno.EINVAL.result();
    }

    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        return ArrayKeys.next(box, entries, key, target);
    }

    @Override
    public long visit(VirtualCpu cpu, Visitor visitor) {
        return ArrayKeys.visit(machine(), entries, index -> values + index * stride, visitor);
    }

    @Override
    public long valueAddress() {
        return entries == 1 ? values : super.valueAddress();
    }

    @Override
    public long keyOf(long value, long room) {
        box.putInt(room, (int) ((value - values) / stride));
        return room;
    }

    @Override
    public Indexed indexed() {
        return new Indexed(values, entries, stride, 0);
    }

    /** Distance in bytes from one value to the next. */
    public long stride() {
        return stride;
    }
}
