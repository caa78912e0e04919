package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.kernel.PerfBufferReader;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The ring of one CPU in the form of {@code perf_event_open(2)}, written by runs that hold the CPU and by nobody else. It
 * lies outside of the box, since no program sees it, and stays as long as somebody knows it.
 */
final class PerfRing {
    private static final int RECORD_LOST = 2;
    private static final int RECORD_SAMPLE = 9;
    private static final int HEADER = 8;
    private static final int SIZE_AT = 6;
    /** {@code id} and {@code lost} behind the header. */
    private static final int LOST_SIZE = HEADER + 2 * Long.BYTES;
    /** Sizes of records have 16 bits, and Linux does not see when they are not enough: its ring is ruined then. */
    private static final int MAX_RECORD = 0xffff;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();

    private final int cpu;
    private final MemorySegment head;
    private final MemorySegment tail;
    private final MemorySegment data;
    private long lost;

    PerfRing(int cpu, int size) {
        this.cpu = cpu;
        Arena arena = Arena.ofAuto();
        head = arena.allocate(JAVA_LONG);
        tail = arena.allocate(JAVA_LONG);
        data = arena.allocate(size, Long.BYTES);
    }

    /** What a reader reads. */
    PerfBufferReader.Ring ring() {
        return new PerfBufferReader.Ring(cpu, head.asReadOnly(), tail, data.asReadOnly());
    }

    boolean isReady() {
        return (long) POSITION.getAcquire(head, 0L) != (long) POSITION.getAcquire(tail, 0L);
    }

    /**
     * Writes a sample, behind a word on those that were lost before it; {@code ENOSPC} if this one is lost too. One that no
     * record can hold is lost, and as on Linux its program does not learn that.
     */
    long write(byte[] sample) {
        long size = HEADER + Words.rounded(Integer.BYTES + (long) sample.length);
        if (size > MAX_RECORD) {
            lost++;
            return 0;
        }
        long position = (long) POSITION.getOpaque(head, 0L);
        long used = position - (long) POSITION.getAcquire(tail, 0L);
        if (used + size + (lost == 0 ? 0 : LOST_SIZE) >= data.byteSize()) {
            lost++;
            return Errno.ENOSPC.result();
        }
        if (lost != 0) {
            position = writeLost(position);
        }
        writeHeader(position, RECORD_SAMPLE, (int) size);
        data.set(JAVA_INT, at(position + HEADER), (int) size - HEADER - Integer.BYTES);
        writeBytes(position + HEADER + Integer.BYTES, sample);
        long end = position + size;
        for (long rest = position + HEADER + Integer.BYTES + sample.length; rest < end; rest++) {
            data.set(JAVA_BYTE, at(rest), (byte) 0);
        }
        POSITION.setRelease(head, 0L, end);
        return 0;
    }

    private long writeLost(long position) {
        writeHeader(position, RECORD_LOST, LOST_SIZE);
        data.set(JAVA_LONG, at(position + HEADER), 0);
        data.set(JAVA_LONG, at(position + HEADER + Long.BYTES), lost);
        lost = 0;
        return position + LOST_SIZE;
    }

    private void writeHeader(long position, int type, int size) {
        data.set(JAVA_INT, at(position), type);
        data.set(JAVA_SHORT, at(position + Integer.BYTES), (short) 0);
        data.set(JAVA_SHORT, at(position + SIZE_AT), (short) size);
    }

    private void writeBytes(long position, byte[] bytes) {
        int first = (int) Math.min(bytes.length, data.byteSize() - at(position));
        MemorySegment.copy(bytes, 0, data, JAVA_BYTE, at(position), first);
        MemorySegment.copy(bytes, first, data, JAVA_BYTE, 0, bytes.length - first);
    }

    private long at(long position) {
        return position & data.byteSize() - 1;
    }
}
