package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.RingBufferFlags;
import dev.osmia.embedded.internal.memory.Box;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory of a ring buffer: the positions of consumer and producer, and the data. Linux maps the data twice in a row so
 * that no record is torn; here the second half is memory of its own into which a record runs that starts before the end of
 * the first. Positions only grow; records start at multiples of 8.
 */
final class RingMemory {
    /** Keeps the positions out of each other's cache line. */
    private static final int POSITION_SPACE = 64;

    private final Box box;
    private final long consumer;
    private final long producer;
    private final long data;
    private final long size;

    /** Memory for a power of two of bytes. */
    RingMemory(MapMemory memory, long size) {
        this.box = memory.machine().box();
        this.size = size;
        consumer = memory.allocate(2 * POSITION_SPACE + 2 * size);
        producer = consumer + POSITION_SPACE;
        data = producer + POSITION_SPACE;
    }

    long size() {
        return size;
    }

    long consumed() {
        return (long) Box.ATOMIC_LONG.getAcquire(box.memory(), consumer & Box.MASK);
    }

    long produced() {
        return (long) Box.ATOMIC_LONG.getAcquire(box.memory(), producer & Box.MASK);
    }

    void consumeTo(long position) {
        Box.ATOMIC_LONG.setRelease(box.memory(), consumer & Box.MASK, position);
    }

    void produceTo(long position) {
        Box.ATOMIC_LONG.setRelease(box.memory(), producer & Box.MASK, position);
    }

    /** Where the record at a position is: its header, and its bytes right behind that. */
    long at(long position) {
        return data + (position & size - 1);
    }

    /** The length of the record whose header is at an address, and the flags in it. */
    int header(long at) {
        return (int) Box.ATOMIC_INT.getAcquire(box.memory(), at & Box.MASK);
    }

    /** Starts a record that nobody knows yet. */
    void startHeader(long at, int length) {
        Box.ATOMIC_INT.setOpaque(box.memory(), at & Box.MASK, length);
        box.putInt(at + Integer.BYTES, 0);
    }

    /** Ends a record; all that was written to it is seen by whoever sees this. */
    void finishHeader(long at, int length) {
        Box.ATOMIC_INT.setVolatile(box.memory(), at & Box.MASK, length);
    }

    /** Whether the consumer is at the record whose header is at an address. */
    boolean isNext(long at) {
        return at(consumed()) == at;
    }

    /** Whether there is a record for the consumer. */
    boolean isReady() {
        long position = consumed();
        return position != produced() && (header(at(position)) & RingBufferFlags.BUSY_BIT) == 0;
    }

    /** Bytes that a record of a length takes, with its header. */
    static long space(long length) {
        return RingBufferFlags.HEADER_SIZE + Words.rounded(length);
    }

    MemorySegment consumerSegment(Arena arena) {
        return box.slice(consumer, POSITION_SPACE, arena);
    }

    MemorySegment producerSegment(Arena arena) {
        return box.slice(producer, POSITION_SPACE, arena);
    }

    MemorySegment dataSegment(Arena arena) {
        return box.slice(data, 2 * size, arena);
    }
}
