package dev.osmia.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Writes into a {@code BPF_MAP_TYPE_USER_RINGBUF}, from which programs read with {@code bpf_user_ringbuf_drain}. Any number
 * of threads may write; programs get the records in the order in which they were reserved, none before it is submitted.
 *
 * <p>The memory is laid out as Linux maps it: see {@link RingBufferReader}.
 */
public final class UserRingBufferWriter implements AutoCloseable {
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final int HEADER = 8;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle LENGTH = JAVA_INT.varHandle();

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment data;
    private final long size;
    private final Waiter waiter;
    private boolean closed;

    /** Waits until programs have drained. */
    public interface Waiter extends AutoCloseable {
        /** Returns when there may be room, which {@code hasRoom} tells, when the time is over, or early. */
        void await(BooleanSupplier hasRoom, Duration timeout) throws InterruptedException;

        /** Ends every wait. */
        @Override
        void close();
    }

    /**
     * A writer over a kernel's memory.
     *
     * @param consumer starts with the consumer's position; only read
     * @param producer starts with the producer's position; written
     * @param data twice the ring's size; written
     * @param waiter closed with the writer
     */
    public UserRingBufferWriter(MemorySegment consumer, MemorySegment producer, MemorySegment data, Waiter waiter) {
        this.consumer = consumer;
        this.producer = producer;
        this.data = data;
        this.size = data.byteSize() / 2;
        this.waiter = waiter;
    }

    /**
     * Room for a record, of any content, to be filled and then given to {@link #submit} or {@link #discard}. Later records
     * wait until one of both has happened.
     *
     * @param bytes length of the record
     * @return null if the ring is too full at the moment
     * @throws IllegalArgumentException if the ring is too small for such a record, or the length is negative
     * @throws IllegalStateException after {@link #close()}
     */
    public synchronized @Nullable MemorySegment reserve(int bytes) {
        requireOpen();
        long total = space(bytes);
        if (bytes < 0 || total > size) {
            throw new IllegalArgumentException(
                    "a ring of " + size + " bytes holds records of 0 to " + (size - HEADER) + " bytes, not " + bytes);
        }
        if (total > room()) {
            return null;
        }
        long position = (long) POSITION.getOpaque(producer, 0L);
        long at = position & size - 1;
        data.set(JAVA_INT, at, bytes | BUSY);
        data.set(JAVA_INT, at + Integer.BYTES, 0);
        POSITION.setRelease(producer, 0L, position + total);
        return data.asSlice(at + HEADER, bytes);
    }

    /**
     * As {@link #reserve(int)}, but waits for room until programs have drained enough. Who waits does not keep others from
     * taking what room there is for theirs. A running wait also ends when this writer is closed.
     *
     * @param bytes length of the record
     * @param timeout how long to wait at most
     * @return null if there was no room when the time was over
     * @throws IllegalArgumentException if the ring is too small for such a record, or the length is negative
     * @throws IllegalStateException after {@link #close()}
     * @throws InterruptedException if the thread is interrupted while it waits, or was before it has to
     */
    public @Nullable MemorySegment reserve(int bytes, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        for (;;) {
            MemorySegment record = reserve(bytes);
            long left = deadline - System.nanoTime();
            if (record != null || left <= 0) {
                return record;
            }
            waiter.await(() -> hasRoom(bytes), Duration.ofNanos(left));
        }
    }

    private static long space(int bytes) {
        return HEADER + ((bytes + 7L) & -8);
    }

    private long room() {
        return size - ((long) POSITION.getOpaque(producer, 0L) - (long) POSITION.getAcquire(consumer, 0L));
    }

    private synchronized boolean hasRoom(int bytes) {
        return closed || space(bytes) <= room();
    }

    /**
     * Lets programs have a record, which nobody may write to any more.
     *
     * @param record what {@link #reserve} gave
     */
    public void submit(MemorySegment record) {
        finish(record, 0);
    }

    /**
     * Drops a record, which programs will not see.
     *
     * @param record what {@link #reserve} gave
     */
    public void discard(MemorySegment record) {
        finish(record, DISCARDED);
    }

    private synchronized void finish(MemorySegment record, int flag) {
        requireOpen();
        long at = record.address() - data.address() - HEADER;
        boolean isRecord = at >= 0 && at < size && at % HEADER == 0;
        int header = isRecord ? (int) LENGTH.getOpaque(data, at) : 0;
        if (!isRecord || header != (((int) record.byteSize()) | BUSY)) {
            throw new IllegalArgumentException("this is no record that was reserved here and is still open");
        }
        LENGTH.setRelease(data, at, header & ~BUSY | flag);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the user ring buffer writer is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            waiter.close();
        }
    }
}
