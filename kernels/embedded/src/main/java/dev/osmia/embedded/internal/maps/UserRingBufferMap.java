package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.RingBufferFlags;
import dev.osmia.kernel.UserRingBufferWriter;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code BPF_MAP_TYPE_USER_RINGBUF}: user space writes, programs read, one at a time ({@code kernel/bpf/ringbuf.c}). */
public final class UserRingBufferMap extends RingMap {
    /** {@code BPF_MAX_USER_RINGBUF_SAMPLES}. */
    private static final int MAX_SAMPLES = 128 * 1024;
    /** {@code DYNPTR_MAX_SIZE}. */
    private static final int MAX_SIZE = (1 << 24) - 1;

    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Bell bell;

    UserRingBufferMap(MapMemory memory, MapSpec spec) {
        super(memory, spec, "writer");
    }

    /** Takes a sample. */
    @FunctionalInterface
    public interface Drain {
        /** Takes the sample at an address and says whether to go on. */
        boolean take(long sample, int size);
    }

    /**
     * Shows the samples that are there, and removes them.
     *
     * @return how many were shown, {@code EBUSY} if another program drains, or what is wrong with the ring
     */
    public long drain(Drain drain) {
        if (!busy.compareAndSet(false, true)) {
            return Errno.EBUSY.result();
        }
        try {
            return drainAlone(drain);
        } finally {
            busy.set(false);
            Bell waiting = bell;
            if (waiting != null) {
                waiting.ring();
            }
        }
    }

    private long drainAlone(Drain drain) {
        RingMemory ring = ring();
        long shown = 0;
        boolean goesOn = true;
        for (int samples = 0; samples < MAX_SAMPLES && goesOn; samples++) {
            long end = ring.produced();
            if (end % RingBufferFlags.HEADER_SIZE != 0) {
                return Errno.EINVAL.result();
            }
            long start = ring.consumed();
            if (start >= end) {
                break;
            }
            int header = ring.header(ring.at(start));
            int length = header & ~(RingBufferFlags.BUSY_BIT | RingBufferFlags.DISCARD_BIT);
            long space = RingMemory.space(length);
            if (space > end - start) {
                return Errno.EINVAL.result();
            }
            if (space > ring.size() || length > MAX_SIZE) {
                return Errno.E2BIG.result();
            }
            if ((header & RingBufferFlags.DISCARD_BIT) == 0) {
                if ((header & RingBufferFlags.BUSY_BIT) != 0) {
                    break;
                }
                shown++;
                goesOn = show(drain, start, length);
            } else {
                ring.consumeTo(start + space);
            }
        }
        return shown;
    }

    /** A sample is gone also if the program traps on it: it would trap again. */
    private boolean show(Drain drain, long position, int length) {
        try {
            return drain.take(ring().at(position) + RingBufferFlags.HEADER_SIZE, length);
        } finally {
            ring().consumeTo(position + RingMemory.space(length));
        }
    }

    @Override
    public UserRingBufferWriter userRingBuffer() {
        userEnd().enter();
        Arena arena = Arena.ofShared();
        Bell own = new Bell(() -> false, () -> {
            bell = null;
            arena.close();
            userEnd().leave();
        });
        bell = own;
        UserRingBufferWriter writer = new UserRingBufferWriter(ring().consumerSegment(arena),
                ring().producerSegment(arena), ring().dataSegment(arena), own);
        userEnd().closedBy(writer::close);
        return writer;
    }
}
