package dev.osmia.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Reads what programs hand to {@code bpf_perf_event_output}: one ring a CPU, in each of which records keep their order.
 * Not safe for use by several threads at once, except {@link #close()}.
 *
 * <p>The rings hold records of {@code perf_event_open(2)}: {@code PERF_RECORD_SAMPLE} with nothing but
 * {@code PERF_SAMPLE_RAW}, and {@code PERF_RECORD_LOST}. Samples are handed on as long as Linux makes them: filled up so
 * that their length is 4 less than a multiple of 8, with bytes that mean nothing. Their contents have to tell their length.
 * A sample of more than {@value #LARGEST_SAMPLE} bytes fits into no record: programs are told that it was written, Linux
 * ruins its ring, and the embedded kernel counts it as lost.
 */
public final class PerfBufferReader implements AutoCloseable {
    /** Bytes of a CPU's ring unless said otherwise. */
    public static final int DEFAULT_RING_SIZE = 64 * 1024;

    /** Most bytes of a sample, since sizes of records have 16 bits. */
    public static final int LARGEST_SAMPLE = 65516;

    private static final int RECORD_LOST = 2;
    private static final int RECORD_SAMPLE = 9;
    private static final int HEADER = 8;
    private static final int SIZE_AT = 6;
    private static final int RAW = HEADER + Integer.BYTES;
    private static final int LOST_COUNT = HEADER + Long.BYTES;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();

    /** Takes records. */
    @FunctionalInterface
    public interface Consumer {
        /**
         * Called once a record.
         *
         * @param cpu on which the program ran
         * @param record what it wrote, valid only during the call
         */
        void accept(int cpu, MemorySegment record);

        /** Called where records of a CPU are missing because its ring was full. */
        default void lost(int cpu, long records) {
        }
    }

    /**
     * One CPU's ring.
     *
     * @param cpu the CPU's number
     * @param head starts with the position up to which the kernel has written; only read
     * @param tail starts with the position up to which was read; written
     * @param data the records, a power of two of bytes; only read
     */
    public record Ring(int cpu, MemorySegment head, MemorySegment tail, MemorySegment data) {}

    private final List<Ring> rings;
    private final RingBufferReader.Waiter waiter;
    private volatile boolean closed;

    /**
     * A reader over a kernel's memory.
     *
     * @param waiter wakes when there is something in any ring; closed with the reader
     */
    public PerfBufferReader(List<Ring> rings, RingBufferReader.Waiter waiter) {
        this.rings = List.copyOf(rings);
        this.waiter = waiter;
    }

    /**
     * Hands on every record that is there, CPU by CPU.
     *
     * @return how many were handed on; lost ones do not count
     * @throws IllegalStateException after {@link #close()}; or if a CPU's ring does not hold records, which later calls
     *     go past
     */
    public int poll(Consumer target) {
        int delivered = 0;
        for (Ring ring : rings) {
            delivered += poll(ring, target);
        }
        return delivered;
    }

    private int poll(Ring ring, Consumer target) {
        requireOpen();
        int delivered = 0;
        long tail = (long) POSITION.getOpaque(ring.tail(), 0L);
        long head = (long) POSITION.getAcquire(ring.head(), 0L);
        while (tail < head) {
            requireOpen();
            MemorySegment record = record(ring, tail, head);
            tail += record.byteSize();
            try {
                delivered += deliver(ring.cpu(), record, target);
            } finally {
                POSITION.setRelease(ring.tail(), 0L, tail);
            }
        }
        return delivered;
    }

    private static int deliver(int cpu, MemorySegment record, Consumer target) {
        switch (record.get(JAVA_INT, 0)) {
            case RECORD_SAMPLE -> {
                target.accept(cpu, record.asSlice(RAW, record.get(JAVA_INT, HEADER)));
                return 1;
            }
            case RECORD_LOST -> target.lost(cpu, record.get(JAVA_LONG, LOST_COUNT));
            default -> {
                // Linux may add kinds of records that say nothing about programs.
            }
        }
        return 0;
    }

    /**
     * A record; one that goes over the end of the ring is put together. Headers are aligned and so never torn. Behind
     * something that is no record there is nothing to be found: reading goes on where the kernel will write next.
     */
    private static MemorySegment record(Ring ring, long position, long head) {
        MemorySegment data = ring.data();
        long at = position & data.byteSize() - 1;
        int size = data.get(JAVA_SHORT, at + SIZE_AT) & 0xffff;
        if (size < HEADER || size % Long.BYTES != 0 || size > Math.min(head - position, data.byteSize())
                || !holdsSample(data, at, size)) {
            POSITION.setRelease(ring.tail(), 0L, head);
            throw new IllegalStateException("the ring of CPU " + ring.cpu() + " was ruined, and what was in it is "
                    + "lost; Linux does that with a sample of more than " + LARGEST_SAMPLE + " bytes");
        }
        long first = data.byteSize() - at;
        if (size <= first) {
            return data.asSlice(at, size);
        }
        MemorySegment whole = MemorySegment.ofArray(new long[size / Long.BYTES]);
        MemorySegment.copy(data, at, whole, 0, first);
        MemorySegment.copy(data, 0, whole, first, size - first);
        return whole;
    }

    private static boolean holdsSample(MemorySegment data, long at, int size) {
        if (data.get(JAVA_INT, at) != RECORD_SAMPLE) {
            return true;
        }
        int length = size < RAW ? -1 : data.get(JAVA_INT, at + HEADER & data.byteSize() - 1);
        return length >= 0 && length <= size - RAW;
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
            throw new IllegalStateException("the perf buffer reader is closed");
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
