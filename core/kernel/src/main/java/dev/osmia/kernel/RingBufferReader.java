package dev.osmia.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.IntSupplier;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Reads a {@code BPF_MAP_TYPE_RINGBUF}: one consumer, any number of producers. Not safe for use by several threads at
 * once, except {@link #close()}.
 *
 * <p>The memory is laid out as Linux maps it: a page with the consumer's position, a page with the producer's, then the
 * data twice in a row, so that no record is torn. A record is a 4-byte length with a busy and a discard bit, 4 bytes of
 * the kernel's own, and the payload, rounded up to a multiple of 8.
 */
public final class RingBufferReader implements AutoCloseable {
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final int HEADER = 8;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle LENGTH = JAVA_INT.varHandle();

    /** Takes a record. */
    @FunctionalInterface
    public interface Consumer {
        /**
         * Called once a record, in order.
         *
         * @param record the payload, valid only during the call
         */
        void accept(MemorySegment record);
    }

    /** Waits until a producer says that there is something to read. */
    public interface Waiter extends AutoCloseable {
        /** Returns when there may be data, when the time is over, or early. */
        void await(Duration timeout) throws InterruptedException;

        /** Polls and waits in turn until a poll delivers something, and returns how much; 0 when the time is over. */
        default int until(Duration timeout, IntSupplier poll) throws InterruptedException {
            long deadline = System.nanoTime() + timeout.toNanos();
            int delivered = poll.getAsInt();
            while (delivered == 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return 0;
                }
                await(Duration.ofNanos(left));
                delivered = poll.getAsInt();
            }
            return delivered;
        }

        @Override
        void close();
    }

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment data;
    private final long mask;
    private final Waiter waiter;
    private volatile boolean closed;

    /**
     * A reader over a kernel's memory.
     *
     * @param consumer starts with the consumer's position; written
     * @param producer starts with the producer's position; only read
     * @param data twice the ring's size; only read
     * @param waiter closed with the reader
     */
    public RingBufferReader(MemorySegment consumer, MemorySegment producer, MemorySegment data, Waiter waiter) {
        this.consumer = consumer;
        this.producer = producer;
        this.data = data;
        this.mask = data.byteSize() / 2 - 1;
        this.waiter = waiter;
    }

    /**
     * Hands on every record that is complete.
     *
     * @return how many were handed on; discarded ones do not count
     * @throws IllegalStateException after {@link #close()}
     */
    public int poll(Consumer target) {
        requireOpen();
        int delivered = 0;
        long position = (long) POSITION.getOpaque(consumer, 0L);
        while (position < (long) POSITION.getAcquire(producer, 0L)) {
            requireOpen();
            long at = position & mask;
            int header = (int) LENGTH.getAcquire(data, at);
            if ((header & BUSY) != 0) {
                break;
            }
            int length = header & ~DISCARDED;
            position += HEADER + ((length + 7L) & -8);
            try {
                if ((header & DISCARDED) == 0) {
                    delivered++;
                    target.accept(data.asSlice(at + HEADER, length));
                }
            } finally {
                POSITION.setRelease(consumer, 0L, position);
            }
        }
        return delivered;
    }

    /**
     * As {@link #poll(Consumer)}, but waits for the first record.
     *
     * @return how many were handed on, 0 when the time is over
     */
    public int poll(Duration timeout, Consumer target) throws InterruptedException {
        return waiter.until(timeout, () -> poll(target));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the ring buffer reader is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            waiter.close();
        }
    }
}
