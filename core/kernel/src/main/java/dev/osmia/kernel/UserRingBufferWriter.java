package dev.osmia.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

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
    private final Runnable end;
    private boolean closed;

    /**
     * A writer over a kernel's memory.
     *
     * @param consumer starts with the consumer's position; only read
     * @param producer starts with the producer's position; written
     * @param data twice the ring's size; written
     * @param end what closing does
     */
    public UserRingBufferWriter(MemorySegment consumer, MemorySegment producer, MemorySegment data, Runnable end) {
        this.consumer = consumer;
        this.producer = producer;
        this.data = data;
        this.size = data.byteSize() / 2;
        this.end = end;
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
        long total = HEADER + ((bytes + 7L) & -8);
        if (bytes < 0 || total > size) {
            throw new IllegalArgumentException(
                    "a ring of " + size + " bytes holds records of 0 to " + (size - HEADER) + " bytes, not " + bytes);
        }
        long position = (long) POSITION.getOpaque(producer, 0L);
        if (position + total - (long) POSITION.getAcquire(consumer, 0L) > size) {
            return null;
        }
        long at = position & size - 1;
        data.set(JAVA_INT, at, bytes | BUSY);
        data.set(JAVA_INT, at + Integer.BYTES, 0);
        POSITION.setRelease(producer, 0L, position + total);
        return data.asSlice(at + HEADER, bytes);
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
            end.run();
        }
    }
}
