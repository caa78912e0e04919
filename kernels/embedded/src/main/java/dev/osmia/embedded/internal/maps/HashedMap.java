package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

import java.util.function.LongConsumer;

/**
 * {@code BPF_MAP_TYPE_HASH} and {@code BPF_MAP_TYPE_LRU_HASH}. An update replaces the whole element: who has found the old
 * value keeps it ({@code htab_map_update_elem}).
 */
class HashedMap extends EmbeddedMap {
    private static final long LOCK = UpdateFlag.LOCK.value();

    private final ElementLayout layout;
    private final ElementPool pool;
    private final HashTable table;
    private final Room room;
    private final boolean isLru;
    private final long valueOffset;

    HashedMap(MapMemory memory, MapSpec spec) {
        this(memory, spec, ElementLayout.of(spec, memory.machine().cpus().count()));
    }

    HashedMap(MapMemory memory, MapSpec spec, ElementLayout layout) {
        super(memory, spec);
        this.layout = layout;
        valueOffset = layout.valueOffset();
        pool = new ElementPool(this, layout);
        long entries = Integer.toUnsignedLong(spec.maxEntries());
        table = new HashTable(memory, spec.keySize(), entries, !has(MapFlag.ZERO_SEED),
                spec.type() == MapType.DEVMAP_HASH);
        isLru = spec.type().is(MapTrait.LRU);
        room = isLru ? new LruRoom(this, this::evict) : new Room.Counted(entries);
    }

    /** Where things are in its elements. */
    final ElementLayout layout() {
        return layout;
    }

    /** The element with a key, or 0. */
    final long element(long key) {
        return table.find(key, table.hash(key));
    }

    /** As {@link #element}, on behalf of a program, which counts as use. */
    final long use(long key) {
        long element = element(key);
        if (isLru && element != 0) {
            room.touched(element);
        }
        return element;
    }

    /** Address of the value of an element, the first one if it has many. */
    final long value(long element) {
        return element + valueOffset;
    }

    @Override
    public long lookup(VirtualCpu cpu, long key) {
        long element = use(key);
        return element == 0 ? 0 : element + valueOffset;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return change(cpu, key, value, flags, false);
    }

    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        return change(cpu, key, value, flags, true);
    }

    private long change(VirtualCpu cpu, long key, long value, long flags, boolean fromUser) {
        long mode = flags & ~LOCK;
        if (Long.compareUnsigned(mode, UpdateFlag.EXIST.value()) > 0 || mode != flags && !fields().hasLock()) {
            return Errno.EINVAL.result();
        }
        int hash = table.hash(key);
        boolean hasPlace = false;
        for (;;) {
            synchronized (table.lock(hash)) {
                long old = table.find(key, hash);
                long refusal = refusal(old, mode);
                if (hasPlace && (old != 0 || refusal != 0)) {
                    room.abandon(cpu);
                    hasPlace = false;
                }
                if (refusal != 0) {
                    return refusal;
                }
                if (old != 0 && (mode != flags || !replaces())) {
                    overwrite(cpu, old, value, flags, fromUser);
                    room.touched(old);
                    return 0;
                }
                if (old != 0 || hasPlace || room.enter(cpu)) {
                    return put(cpu, key, hash, value, fromUser, old);
                }
            }
            if (!room.makeWay(cpu)) {
                return Errno.E2BIG.result();
            }
            hasPlace = true;
        }
    }

    private static long refusal(long old, long mode) {
        if (old != 0 && mode == UpdateFlag.NOEXIST.value()) {
            return Errno.EEXIST.result();
        }
        return old == 0 && mode == UpdateFlag.EXIST.value() ? Errno.ENOENT.result() : 0;
    }

    private long put(VirtualCpu cpu, long key, int hash, long value, boolean fromUser, long old) {
        long element = pool.take();
        if (element == 0) {
            if (old == 0) {
                room.abandon(cpu);
            }
            return Errno.ENOMEM.result();
        }
        dropTimer(value(element));
        words().copy(key, element + ElementLayout.KEY, layout.keySize());
        initialize(cpu, element, value, fromUser);
        table.link(element, hash);
        if (old == 0) {
            room.entered(cpu, element);
        } else {
            table.unlink(old);
            room.replaced(cpu, old, element);
            gone(old);
        }
        return 0;
    }

    /** Whether an update of a key puts a new element in place of the old one. */
    boolean replaces() {
        return true;
    }

    /** Writes the value of an element that others know. */
    void overwrite(VirtualCpu cpu, long element, long value, long flags, boolean fromUser) {
        fields().write(words(), value, value(element), layout.valueSize(), flags);
    }

    /** Writes the value of an element that nobody knows yet. */
    void initialize(VirtualCpu cpu, long element, long value, boolean fromUser) {
        fields().initialize(words(), value, value(element), layout.valueSize());
    }

    /** Copies what user space sees as the value of an element. */
    void copyElement(long element, long target, long flags) {
        copyValue(value(element), target, flags);
    }

    /** Takes an element that can no longer be found. */
    void gone(long element) {
        dropTimer(value(element));
        pool.retire(element);
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        return remove(cpu, key, null);
    }

    @Override
    protected long takeOut(VirtualCpu cpu, long key, long target, long flags) {
        return remove(cpu, key, element -> copyElement(element, target, flags));
    }

    private long remove(VirtualCpu cpu, long key, @Nullable LongConsumer before) {
        int hash = table.hash(key);
        synchronized (table.lock(hash)) {
            long element = table.find(key, hash);
            if (element == 0) {
                return Errno.ENOENT.result();
            }
            if (before != null) {
                before.accept(element);
            }
            table.unlink(element);
            room.left(cpu, element);
            gone(element);
            return 0;
        }
    }

    /** Removes an element unless somebody else does so just now. */
    private void evict(long element) {
        synchronized (table.lock(table.hashOf(element))) {
            if (table.unlink(element)) {
                gone(element);
            }
        }
    }

    /** Shows each element. */
    final void forEachElement(LongConsumer visitor) {
        for (long at = table.after(0); at != 0; at = table.after(at)) {
            visitor.accept(at);
        }
    }

    @Override
    public long visit(VirtualCpu cpu, Visitor visitor) {
        long visited = 0;
        for (long at = table.after(0); at != 0; at = table.after(at)) {
            visited++;
            if (!visitor.visit(at + ElementLayout.KEY, valueOf(cpu, at))) {
                break;
            }
        }
        return visited;
    }

    @Override
    public long keyOf(long value, long room) {
        return value - valueOffset + ElementLayout.KEY;
    }

    /** Address of an element's value for a CPU. */
    long valueOf(VirtualCpu cpu, long element) {
        return value(element);
    }

    @Override
    protected long find(VirtualCpu cpu, long key) {
        long element = element(key);
        return element == 0 ? 0 : valueOf(cpu, element);
    }

    @Override
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        int hash = table.hash(key);
        // A thread that the system holds up for long must not find another key's value in the element.
        synchronized (table.lock(hash)) {
            long element = table.find(key, hash);
            if (element == 0) {
                return Errno.ENOENT.result();
            }
            copyElement(element, target, flags);
            return 0;
        }
    }

    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        long next = table.after(key == 0 ? 0 : element(key));
        if (next == 0) {
            return Errno.ENOENT.result();
        }
        words().copy(next + ElementLayout.KEY, target, layout.keySize());
        return 0;
    }

    /** Chain by chain, so that a key that is removed loses nobody's place. */
    @Override
    protected KeyOrder keyOrder() {
        return new KeyOrder.ByChain(this, table);
    }
}
