package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_HASH}. An update replaces the whole element: who has found the old value keeps it
 * ({@code htab_map_update_elem}).
 */
class HashedMap extends EmbeddedMap {
    private static final long LOCK = UpdateFlag.LOCK.value();

    final Box box;
    final Words words;
    final ElementLayout layout;
    final ElementPool pool;
    final HashTable table;
    private final long valueOffset;
    private final Room room;

    HashedMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        box = machine().box();
        words = new Words(box);
        layout = ElementLayout.of(spec, machine().cpus().count());
        valueOffset = layout.valueOffset();
        pool = new ElementPool(memory, layout, "value of map " + name(), !has(MapFlag.RDONLY_PROG));
        long entries = Integer.toUnsignedLong(spec.maxEntries());
        table = new HashTable(memory, spec.keySize(), entries, !has(MapFlag.ZERO_SEED));
        room = new Room.Counted(entries);
    }

    /** The element with a key, or 0. */
    final long element(long key) {
        return table.find(key, table.hash(key));
    }

    @Override
    public long lookup(VirtualCpu cpu, long key) {
        long element = element(key);
        return element == 0 ? 0 : element + valueOffset;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        long mode = flags & ~LOCK;
        if (Long.compareUnsigned(mode, UpdateFlag.EXIST.value()) > 0 || mode != flags && !fields().hasLock()) {
            return Errno.EINVAL.result();
        }
        int hash = table.hash(key);
        synchronized (table.lock(hash)) {
            long old = table.find(key, hash);
            if (old != 0 && mode == UpdateFlag.NOEXIST.value()) {
                return Errno.EEXIST.result();
            }
            if (old == 0 && mode == UpdateFlag.EXIST.value()) {
                return Errno.ENOENT.result();
            }
            if (old != 0 && mode != flags) {
                fields().write(box, value, old + valueOffset, layout.valueSize(), flags);
                return 0;
            }
            return put(key, hash, value, old);
        }
    }

    private long put(long key, int hash, long value, long old) {
        if (old == 0 && !room.enter()) {
            return Errno.E2BIG.result();
        }
        long element = pool.take();
        if (element == 0) {
            if (old == 0) {
                room.leave();
            }
            return Errno.ENOMEM.result();
        }
        words.copy(key, element + ElementLayout.KEY, layout.keySize());
        words.copy(value, element + valueOffset, layout.valueSize());
        table.link(element, hash);
        if (old != 0) {
            table.unlink(old);
            pool.retire(old);
        }
        return 0;
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        int hash = table.hash(key);
        synchronized (table.lock(hash)) {
            long element = table.find(key, hash);
            if (element == 0) {
                return Errno.ENOENT.result();
            }
            remove(element);
            return 0;
        }
    }

    private void remove(long element) {
        table.unlink(element);
        pool.retire(element);
        room.leave();
    }

    @Override
    protected long takeOut(VirtualCpu cpu, long key, long target, long flags) {
        int hash = table.hash(key);
        synchronized (table.lock(hash)) {
            long element = table.find(key, hash);
            if (element == 0) {
                return Errno.ENOENT.result();
            }
            copyElement(element, target, flags);
            remove(element);
            return 0;
        }
    }

    /** Copies what user space sees as the value of an element. */
    void copyElement(long element, long target, long flags) {
        copyValue(element + valueOffset, target, flags);
    }

    @Override
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        long element = element(key);
        if (element == 0) {
            return Errno.ENOENT.result();
        }
        copyElement(element, target, flags);
        return 0;
    }

    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        long next = table.after(key == 0 ? 0 : element(key));
        if (next == 0) {
            return Errno.ENOENT.result();
        }
        words.copy(next + ElementLayout.KEY, target, layout.keySize());
        return 0;
    }
}
