package dev.osmia.kernel;

import dev.osmia.abi.MapType;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * A live map, its keys and values as bytes in the machine's byte order. Safe for use by many threads.
 *
 * <p>In per-CPU maps a value holds one part per CPU of the kernel, each rounded up to a multiple of 8 bytes, as in
 * {@code bpf(2)}. Queues and stacks have empty keys: {@link #update} pushes, {@link #lookup} peeks,
 * {@link #lookupAndDelete} pops. In a bloom filter {@code update} adds a value, and {@link #lookup} takes a value in
 * place of the key and returns it if it may have been added.
 *
 * <p>Every method but {@link #close()} throws {@link IllegalStateException} after closing, {@link BpfException} when the
 * kernel refuses, and {@link IllegalArgumentException} for a key or value of the wrong size.
 */
public interface BpfMap extends AutoCloseable {

    /** What it was made from. */
    MapSpec spec();

    /** Its name in the object. */
    default String name() {
        return spec().name();
    }

    /** Which kind of map it is. */
    default MapType type() {
        return spec().type();
    }

    /** The kernel's number for it, which is never 0. */
    int id();

    /** What another map holds to refer to it: the file descriptor on Linux. */
    int handle();

    /** Bytes that {@link #lookup} returns and {@link #update} takes: a multiple of the value size in per-CPU maps. */
    int transferSize();

    /** The value of a key, or null if there is none. */
    byte @Nullable [] lookup(byte[] key);

    /** As {@link #lookup(byte[])}, with flags such as {@code BPF_F_LOCK}. */
    byte @Nullable [] lookup(byte[] key, long flags);

    /**
     * Sets the value of a key.
     *
     * @param flags {@code BPF_ANY} (0), {@code BPF_NOEXIST} (1), {@code BPF_EXIST} (2), with {@code BPF_F_LOCK} (4)
     */
    void update(byte[] key, byte[] value, long flags);

    /** Removes a key; false if it was not there. */
    boolean delete(byte[] key);

    /** Removes a key and returns the value it had, or null if it was not there. */
    byte @Nullable [] lookupAndDelete(byte[] key);

    /**
     * The key after another one, in the kernel's order; the first if {@code key} is null or not in the map (any more).
     *
     * @return null at the end
     */
    byte @Nullable [] nextKey(byte @Nullable [] key);

    /** Forbids changes from outside of programs, for good. */
    void freeze();

    /**
     * Several elements at once.
     *
     * @param elements keys and values, equally many
     * @param cursor what to pass on for the next ones, or null if these were the last
     */
    record Batch(List<Element> elements, byte @Nullable [] cursor) {
        /** Copies the list. */
        public Batch {
            elements = List.copyOf(elements);
        }

        /** A batch after which nothing comes. */
        public static Batch last(List<Element> elements) {
            return new Batch(elements, null);
        }
    }

    /** A key and its value. The arrays are not copied. */
    record Element(byte[] key, byte[] value) {}

    /**
     * Up to {@code count} elements after a cursor; null starts. A kernel that only hands out whole hash buckets may give
     * more.
     */
    Batch lookupBatch(byte @Nullable [] cursor, int count);

    /** As {@link #lookupBatch}, and removes them. */
    Batch lookupAndDeleteBatch(byte @Nullable [] cursor, int count);

    /** Sets many values; stops at the first that the kernel refuses. */
    void updateBatch(List<Element> elements, long flags);

    /** Removes many keys; stops at the first that is not there, and returns how many were removed. */
    int deleteBatch(List<byte[]> keys);

    /**
     * Visits every element once. Elements added or removed meanwhile may or may not be seen; the visit ends even when
     * others keep changing the map.
     */
    default void forEach(BiConsumer<byte[], byte[]> visitor) {
        byte[] key = nextKey(null);
        for (long left = Integer.toUnsignedLong(spec().maxEntries()); key != null && left > 0; left--) {
            byte[] next = nextKey(key);
            byte[] value = lookup(key);
            if (value != null) {
                visitor.accept(key, value);
            }
            key = next;
        }
    }

    /**
     * A reader of this ring buffer, which the caller closes. A ring buffer has one reader at a time. It outlives the map.
     *
     * @throws UnsupportedOperationException unless the map is a {@link MapType#RINGBUF}
     */
    RingBufferReader ringBuffer();

    /**
     * A writer into this ring buffer, which the caller closes. A ring buffer has one writer at a time, which may serve many
     * threads. It outlives the map.
     *
     * @throws UnsupportedOperationException unless the map is a {@link MapType#USER_RINGBUF}
     */
    UserRingBufferWriter userRingBuffer();

    /**
     * A reader of what programs write to this map with {@code bpf_perf_event_output}, which the caller closes. Opening it
     * gives each CPU a ring of {@link PerfBufferReader#DEFAULT_RING_SIZE} bytes; what programs write while there is no
     * reader is refused with {@code ENOENT}. A map has one reader at a time. It outlives the map.
     *
     * @throws UnsupportedOperationException unless the map is a {@link MapType#PERF_EVENT_ARRAY}
     */
    PerfBufferReader perfBuffer();

    @Override
    void close();
}
