package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.PerfEventFlags;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * {@code BPF_MAP_TYPE_PERF_EVENT_ARRAY}. The only perf events here are those of {@link #perfBuffer()}, one a CPU; there is
 * no handle that user space could write.
 */
public final class PerfEventArrayMap extends EmbeddedMap {
    private final Box box;
    private final long entries;
    private final AtomicReferenceArray<@Nullable PerfRing> rings;
    private final UserEnd userEnd = new UserEnd(this, "reader");
    private volatile @Nullable Bell bell;

    PerfEventArrayMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        box = machine().box();
        entries = Integer.toUnsignedLong(spec.maxEntries());
        rings = new AtomicReferenceArray<>((int) Math.min(entries, machine().cpus().count()));
    }

    /**
     * Writes a sample ({@code __bpf_perf_event_output}).
     *
     * @param cpu the CPU that the program runs on
     * @param index the element that is meant, or {@link PerfEventFlags#CURRENT_CPU}
     */
    public long output(VirtualCpu cpu, long index, byte[] sample) {
        long element = index == PerfEventFlags.CURRENT_CPU ? cpu.id() : index;
        if (element >= entries) {
            return Errno.E2BIG.result();
        }
        PerfRing ring = element < rings.length() ? rings.get((int) element) : null;
        if (ring == null) {
            return Errno.ENOENT.result();
        }
        if (element != cpu.id()) {
            return Errno.EOPNOTSUPP.result();
        }
        long result = ring.write(sample);
        Bell listening = bell;
        if (listening != null) {
            listening.ring();
        }
        return result;
    }

    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        return index(key) < entries ? Errno.EBADF.result() : Errno.E2BIG.result();
    }

    private long index(long key) {
        return box.getInt(key) & 0xffff_ffffL;
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        long index = index(key);
        if (index >= entries) {
            return Errno.E2BIG.result();
        }
        boolean isThere = index < rings.length() && rings.getAndSet((int) index, null) != null;
        return isThere ? 0 : Errno.ENOENT.result();
    }

    @Override
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        return ArrayKeys.next(box, entries, key, target);
    }

    @Override
    public PerfBufferReader perfBuffer() {
        userEnd.enter();
        List<PerfRing> own = new ArrayList<>();
        for (int cpu = 0; cpu < rings.length(); cpu++) {
            own.add(new PerfRing(cpu, PerfBufferReader.DEFAULT_RING_SIZE));
        }
        Bell listening = new Bell(() -> own.stream().anyMatch(PerfRing::isReady), () -> {
            for (int cpu = 0; cpu < own.size(); cpu++) {
                rings.compareAndSet(cpu, own.get(cpu), null);
            }
            bell = null;
            userEnd.leave();
        });
        bell = listening;
        for (int cpu = 0; cpu < own.size(); cpu++) {
            rings.set(cpu, own.get(cpu));
        }
        PerfBufferReader reader = new PerfBufferReader(own.stream().map(PerfRing::ring).toList(), listening);
        userEnd.closedBy(reader::close);
        return reader;
    }

    @Override
    void shutDown() {
        userEnd.shutDown();
    }
}
