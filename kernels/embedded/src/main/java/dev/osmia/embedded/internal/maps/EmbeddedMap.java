package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.UserRingBufferWriter;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A map of the embedded kernel. Programs reach it through the operations that take a CPU, keys and values being addresses
 * in the box and results 0 or a negated error number, as in Linux's {@code struct bpf_map_ops}; Java code through
 * {@link BpfMap}.
 *
 * <p>What Java code does is made of the same operations and of {@link #copyOut}, {@link #store}, {@link #takeOut} and
 * {@link #next}, which say where bpf(2) differs from a program; permissions and sizes have been checked before.
 *
 * <p>A map lives while somebody refers to it: its user until {@link #close()}, programs, other maps and readers between
 * {@link #retain} and {@link #release}. Its memory is given back once no run can know it any more.
 */
public abstract class EmbeddedMap implements BpfMap {
    private static final long HANDLE_SIZE = 64;

    private final Machine machine;
    private final MapMemory memory;
    private final MapSpec spec;
    private final ValueFields fields;
    private final int timerOffset;
    private final int id;
    private final long address;
    private final Words words;
    private final UserSide user;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean frozen;

    /** Takes a number and an address; {@link MapTable} learns of the map once it is complete. */
    protected EmbeddedMap(MapMemory memory, MapSpec spec) {
        this.machine = memory.machine();
        this.memory = memory;
        this.spec = spec;
        this.fields = ValueFields.of(spec);
        this.timerOffset = fields.offsetOf(SpecialField.TIMER).orElse(-1);
        this.id = machine.maps().nextId();
        this.address = memory.allocate(HANDLE_SIZE);
        this.words = new Words(machine.box());
        this.user = new UserSide(this);
    }

    /** What it shares with the rest of its kernel. */
    protected final Machine machine() {
        return machine;
    }

    /** Its part of the box. */
    protected final MapMemory memory() {
        return memory;
    }

    /** The box, eight bytes at a time. */
    final Words words() {
        return words;
    }

    /** What its values hold that only the kernel may write. */
    public final ValueFields fields() {
        return fields;
    }

    @Override
    public final MapSpec spec() {
        return spec;
    }

    /** Whether it was made with a flag. */
    public final boolean has(MapFlag flag) {
        return (spec.flags() & flag.value()) != 0;
    }

    /** Whether programs may read the values that they look up. */
    final boolean isReadable() {
        return !has(MapFlag.WRONLY_PROG);
    }

    /** Whether programs may write the values that they look up. */
    boolean isWritable() {
        return !has(MapFlag.RDONLY_PROG);
    }

    @Override
    public final int id() {
        return id;
    }

    @Override
    public final int handle() {
        return id;
    }

    /** The address that stands for it in programs. */
    public final long address() {
        return address;
    }

    /** Address of a key's value, of this CPU's in per-CPU maps, or 0. */
    public long lookup(VirtualCpu cpu, long key) {
        return 0;
    }

    /** As {@link #lookup}, for another CPU's value of a per-CPU map. */
    public long lookupOn(int cpu, long key) {
        return 0;
    }

    /** Sets a key's value, this CPU's in per-CPU maps. */
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return Errno.EOPNOTSUPP.result();
    }

    /** Removes a key. */
    public long delete(VirtualCpu cpu, long key) {
        return Errno.EOPNOTSUPP.result();
    }

    /** Adds a value to a queue, a stack or a bloom filter. */
    public long push(VirtualCpu cpu, long value, long flags) {
        return Errno.EOPNOTSUPP.result();
    }

    /** Takes a value out of a queue or a stack; an empty one's target is zeroed. */
    public long pop(VirtualCpu cpu, long value) {
        return Errno.EOPNOTSUPP.result();
    }

    /** Copies the next value of a queue or a stack, or asks a bloom filter for one. */
    public long peek(VirtualCpu cpu, long value) {
        return Errno.EOPNOTSUPP.result();
    }

    /** What {@link #visit} calls for each element. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes an element and says whether to go on. */
        boolean visit(long key, long value);
    }

    /**
     * Shows each element, the value of this CPU in per-CPU maps, until the visitor has enough.
     *
     * @return how many were shown, or a negated error number
     */
    public long visit(VirtualCpu cpu, Visitor visitor) {
        return Errno.EOPNOTSUPP.result();
    }

    /** Where its values lie, if they are found by a number and always there; else null. */
    public @Nullable Indexed indexed() {
        return null;
    }

    /**
     * Address of the only value of a global data map.
     *
     * @throws BpfException if it is no array of one value
     */
    public long valueAddress() {
        throw new BpfException("take the address of the value of " + this, Errno.ENOTSUPP,
                "only an array of one element has one");
    }

    /** Address of the value that {@link #copyOut} copies, or 0. Unlike {@link #lookup} it is no use of the element. */
    protected long find(VirtualCpu cpu, long key) {
        return lookup(cpu, key);
    }

    /** Copies to {@code target} what user space sees as a key's value: {@link #transferSize()} bytes. */
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        long value = find(cpu, key);
        if (value == 0) {
            return Errno.ENOENT.result();
        }
        copyValue(value, target, flags);
        return 0;
    }

    /** Copies a value of the map for user space, which sees zeros in place of what only the kernel may know. */
    protected final void copyValue(long value, long target, long flags) {
        fields.read(words, value, target, partSize(), flags);
    }

    /** Bytes of a value that user space reads and writes: per-CPU maps carry what fills a part up to 8, as Linux does. */
    final int partSize() {
        return type().isPerCpu() ? (int) Words.rounded(spec.valueSize()) : spec.valueSize();
    }

    /** Sets a key's value to {@link #transferSize()} bytes from user space. */
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        return update(cpu, key, value, flags);
    }

    /** Copies a key's value as {@link #copyOut} does, and removes the key. */
    protected long takeOut(VirtualCpu cpu, long key, long target, long flags) {
        return Errno.ENOTSUPP.result();
    }

    /** Finds the key after {@code key}, the first if that is 0 or not in the map, and copies it to {@code target}. */
    protected long next(VirtualCpu cpu, long key, long target) {
        return Errno.EINVAL.result();
    }

    /**
     * Where the key of one of the map's values lies.
     *
     * @param room 4 bytes, where maps that keep no keys write it
     */
    public long keyOf(long value, long room) {
        throw new UnsupportedOperationException(this + " keeps no keys");
    }

    /** Ends the timer in a value that goes or is written anew, if there is one. */
    final void dropTimer(long value) {
        if (timerOffset >= 0) {
            machine.timers().drop(value + timerOffset);
        }
    }

    /** Whether a program may use the map, or be put into it. */
    public boolean admits(ProgramSpec program) {
        return true;
    }

    /** Called when the user's handle is closed, while others may still refer to the map. */
    protected void handleClosed() {
    }

    /** Called before the memory is given back: nobody knows the map any more. */
    protected void disposing() {
    }

    /** Takes a reference; false if the last one is gone already. */
    public final boolean retain() {
        int now = references.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        return now != 0;
    }

    /** Gives a reference back. */
    public final void release() {
        if (references.decrementAndGet() == 0) {
            machine.maps().bury(this);
        }
    }

    final void dispose() {
        disposing();
        memory.free();
    }

    /** Whether the user's handle is closed. */
    public final boolean isClosed() {
        return closed.get();
    }

    final boolean isFrozen() {
        return frozen;
    }

    final void markFrozen() {
        frozen = true;
    }

    @Override
    public int transferSize() {
        return spec.type().isPerCpu()
                ? Math.multiplyExact(Math.toIntExact(Words.rounded(spec.valueSize())), machine.cpus().count())
                : spec.valueSize();
    }

    @Override
    public final byte @Nullable [] lookup(byte[] key) {
        return lookup(key, 0);
    }

    @Override
    public final byte @Nullable [] lookup(byte[] key, long flags) {
        return user.lookup(key, flags);
    }

    @Override
    public final void update(byte[] key, byte[] value, long flags) {
        user.update(key, value, flags);
    }

    @Override
    public final boolean delete(byte[] key) {
        return user.delete(key);
    }

    @Override
    public final byte @Nullable [] lookupAndDelete(byte[] key) {
        return user.lookupAndDelete(key);
    }

    @Override
    public final byte @Nullable [] nextKey(byte @Nullable [] key) {
        return user.nextKey(key);
    }

    @Override
    public final void freeze() {
        user.freeze();
    }

    @Override
    public final Batch lookupBatch(byte @Nullable [] cursor, int count) {
        return new Batches(this).lookup(cursor, count, false);
    }

    @Override
    public final Batch lookupAndDeleteBatch(byte @Nullable [] cursor, int count) {
        return new Batches(this).lookup(cursor, count, true);
    }

    final void requireReadable() {
        user.requireReadable();
    }

    final void requireWritable() {
        user.requireWritable();
    }

    /**
     * The keys after a batch's cursor. An order in which a key that is removed loses its place needs cursors that are no
     * keys.
     */
    protected KeyOrder keyOrder() {
        return new KeyOrder.ByKey(this);
    }

    @Override
    public final void updateBatch(List<Element> elements, long flags) {
        new Batches(this).update(elements, flags);
    }

    @Override
    public final int deleteBatch(List<byte[]> keys) {
        return new Batches(this).delete(keys);
    }

    @Override
    public RingBufferReader ringBuffer() {
        throw new UnsupportedOperationException(this + " is no ring buffer");
    }

    @Override
    public UserRingBufferWriter userRingBuffer() {
        throw new UnsupportedOperationException(this + " is no user ring buffer");
    }

    @Override
    public PerfBufferReader perfBuffer() {
        throw new UnsupportedOperationException(this + " is no perf event array");
    }

    /** Closes what user space has of it beside its handle: the kernel is closed. */
    void shutDown() {
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            handleClosed();
            if (timerOffset >= 0) {
                machine.timers().dropAll(this);
            }
            release();
        }
    }

    @Override
    public final String toString() {
        return type().shortName() + " map " + name();
    }
}
