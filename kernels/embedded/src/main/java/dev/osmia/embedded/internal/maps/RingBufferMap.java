package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.RingBufferFlags;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/**
 * {@code BPF_MAP_TYPE_RINGBUF}: any number of programs write, one reader reads ({@code kernel/bpf/ringbuf.c}). Records are
 * read in the order in which they were reserved: one that is not finished holds up those behind it.
 */
public final class RingBufferMap extends RingMap implements RecordRing {
    /** {@code RINGBUF_MAX_RECORD_SZ}. */
    private static final long MAX_RECORD = 0xffff_ffffL / 4;

    /** No record before this position is unfinished; guarded by this. */
    private long pending;
    private volatile @Nullable Bell bell;

    RingBufferMap(MapMemory memory, MapSpec spec) {
        super(memory, spec, "reader");
    }

    /**
     * Room for a record of any content, which is to be submitted or discarded.
     *
     * @param size bytes, unsigned
     * @return its address, 0 if there is no room at the moment or never will be
     */
    @Override
    public long reserve(long size) {
        RingMemory ring = ring();
        if (Long.compareUnsigned(size, MAX_RECORD) > 0 || RingMemory.space(size) > ring.size()) {
            return 0;
        }
        long consumed = ring.consumed();
        synchronized (this) {
            long start = ring.produced();
            long end = start + RingMemory.space(size);
            passFinished(start);
            if (end - consumed >= ring.size() || end - pending >= ring.size()) {
                return 0;
            }
            long at = ring.at(start);
            ring.startHeader(at, (int) size | RingBufferFlags.BUSY_BIT);
            ring.produceTo(end);
            return at + RingBufferFlags.HEADER_SIZE;
        }
    }

    private void passFinished(long end) {
        while (pending != end) {
            int header = ring().header(ring().at(pending));
            if ((header & RingBufferFlags.BUSY_BIT) != 0) {
                return;
            }
            pending += RingMemory.space(header & ~RingBufferFlags.DISCARD_BIT);
        }
    }

    /** Bytes of a record that is not finished. */
    public int length(long record) {
        return ring().header(record - RingBufferFlags.HEADER_SIZE) & ~RingBufferFlags.BUSY_BIT;
    }

    /**
     * Lets the reader have a record.
     *
     * @param record what {@link #reserve} gave
     * @param flags {@link RingBufferFlags#NO_WAKEUP}, {@link RingBufferFlags#FORCE_WAKEUP}; others are ignored
     */
    @Override
    public void submit(long record, long flags) {
        finish(record, 0, flags);
    }

    /** As {@link #submit}, but the reader will skip the record. */
    @Override
    public void discard(long record, long flags) {
        finish(record, RingBufferFlags.DISCARD_BIT, flags);
    }

    private void finish(long record, int flag, long flags) {
        long at = record - RingBufferFlags.HEADER_SIZE;
        ring().finishHeader(at, length(record) | flag);
        Bell listening = bell;
        if (listening != null && wakes(record, flags)) {
            listening.ring();
        }
    }

    /** Whether a reader is woken when a record is finished; unless flags say otherwise, if it waits for just this one. */
    boolean wakes(long record, long flags) {
        return (flags & RingBufferFlags.FORCE_WAKEUP) != 0
                || (flags & RingBufferFlags.NO_WAKEUP) == 0 && ring().isNext(record - RingBufferFlags.HEADER_SIZE);
    }

    /** What {@code bpf_ringbuf_query} answers. */
    public long query(long what) {
        return what == RingBufferFlags.AVAIL_DATA
                ? ring().produced() - ring().consumed()
                : what == RingBufferFlags.RING_SIZE
                        ? ring().size()
                        : what == RingBufferFlags.CONS_POS
                                ? ring().consumed()
                                : what == RingBufferFlags.PROD_POS
                                        ? ring().produced()
                                        : 0;
    }

    @Override
    public RingBufferReader ringBuffer() {
        userEnd().enter();
        Arena arena = Arena.ofShared();
        Bell own = new Bell(ring()::isReady, () -> {
            arena.close();
            bell = null;
            userEnd().leave();
        });
        bell = own;
        RingBufferReader reader = new RingBufferReader(ring().consumerSegment(arena), ring().producerSegment(arena),
                ring().dataSegment(arena), own);
        userEnd().closedBy(reader::close);
        return reader;
    }
}
