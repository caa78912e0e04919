package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.kernel.RingBufferReader;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The perf events of a perf event array, one a CPU, and their memory as Linux shares it: see perf_event_open(2). */
final class PerfBufferMapping {
    private static final int READ_WRITE = 3;
    private static final int SHARED = 1;
    private static final int CLOSE_ON_EXEC = 8;
    private static final int EVERY_PROCESS = -1;
    private static final int NO_GROUP = -1;
    /** {@code PERF_ATTR_SIZE_VER0}: what is behind that stays zero. */
    private static final int ATTRIBUTES = 64;
    private static final int SOFTWARE = 1;
    private static final int BPF_OUTPUT = 10;
    private static final long SAMPLE_RAW = 1 << 10;
    private static final long SIZE_AT = 4;
    private static final long CONFIG_AT = 8;
    private static final long SAMPLE_PERIOD_AT = 16;
    private static final long SAMPLE_TYPE_AT = 24;
    private static final long WAKEUP_EVENTS_AT = 48;
    /** {@code data_head} and {@code data_tail} in {@code struct perf_event_mmap_page}. */
    private static final long HEAD_AT = 1024;
    private static final long TAIL_AT = 1032;

    private final Descriptor map;
    private final Arena arena = Arena.ofShared();
    private final List<Descriptor> events = new ArrayList<>();
    private final List<PerfBufferReader.Ring> rings = new ArrayList<>();

    private PerfBufferMapping(Descriptor map) {
        this.map = map;
    }

    /** Opens an event for each CPU that is online and among the first {@code cpus}. */
    static PerfBufferReader open(LinuxMap target, Descriptor map, int cpus) {
        PerfBufferMapping mapping = new PerfBufferMapping(map.duplicate());
        try {
            for (int cpu = 0; cpu < cpus; cpu++) {
                mapping.open(target, cpu);
            }
            Readiness readiness = new Readiness(List.copyOf(mapping.events), map.owner());
            return new PerfBufferReader(mapping.rings, mapping.new Waiter(readiness));
        } catch (RuntimeException | Error failure) {
            mapping.release();
            throw failure;
        }
    }

    private void open(LinuxMap target, int cpu) {
        long number = open(cpu);
        if (number == Errno.ENODEV.result()) {
            return;
        }
        if (number < 0) {
            throw new BpfException("open a perf event for CPU " + cpu, Bpf.errno(number),
                    number == Errno.EACCES.result() || number == Errno.EPERM.result()
                            ? "CAP_PERFMON is needed"
                            : "");
        }
        Descriptor event = map.owner().own((int) number, "perf event");
        events.add(event);
        rings.add(share(event, cpu));
        event.use(fd -> {
            target.update(int32(cpu), int32(fd), 0);
            return fd;
        });
    }

    private static long open(int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES, Long.BYTES);
            attributes.set(JAVA_INT, 0, SOFTWARE);
            attributes.set(JAVA_INT, SIZE_AT, ATTRIBUTES);
            attributes.set(JAVA_LONG, CONFIG_AT, BPF_OUTPUT);
            attributes.set(JAVA_LONG, SAMPLE_PERIOD_AT, 1);
            attributes.set(JAVA_LONG, SAMPLE_TYPE_AT, SAMPLE_RAW);
            attributes.set(JAVA_INT, WAKEUP_EVENTS_AT, 1);
            return SystemCalls.call(SystemCall.PERF_EVENT_OPEN, attributes.address(), EVERY_PROCESS, cpu, NO_GROUP,
                    CLOSE_ON_EXEC);
        }
    }

    private PerfBufferReader.Ring share(Descriptor event, int cpu) {
        int page = SystemCalls.pageSize();
        int data = Math.max(PerfBufferReader.DEFAULT_RING_SIZE, page);
        long address = event
                .use(fd -> SystemCalls.call(SystemCall.MMAP, 0, (long) page + data, READ_WRITE, SHARED, fd, 0));
        if (address < 0) {
            throw new BpfException("map a perf buffer into memory", Bpf.errno(address),
                    "kernel.perf_event_mlock_kb limits what a user may map");
        }
        MemorySegment memory = SystemCalls.mapped(address, (long) page + data, arena);
        return new PerfBufferReader.Ring(cpu, memory.asSlice(HEAD_AT, Long.BYTES), memory.asSlice(TAIL_AT, Long.BYTES),
                memory.asSlice(page, data));
    }

    private static long remove(int fd, int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            BpfStruct attributes = new BpfStruct(BpfLayout.MAP_ELEMENT, arena).set("map_fd", fd)
                    .set("key", BpfStruct.copy(int32(cpu), arena));
            return Bpf.call(BpfCommand.MAP_DELETE_ELEM, attributes);
        }
    }

    private static byte[] int32(int value) {
        byte[] bytes = new byte[Integer.BYTES];
        MemorySegment.ofArray(bytes).set(JAVA_INT.withByteAlignment(1), 0, value);
        return bytes;
    }

    /** The map would keep the events. */
    private void release() {
        rings.forEach(ring -> map.use(fd -> remove(fd, ring.cpu())));
        arena.close();
        events.forEach(Descriptor::close);
        map.close();
    }

    private final class Waiter implements RingBufferReader.Waiter {
        private final Readiness readiness;

        Waiter(Readiness readiness) {
            this.readiness = readiness;
        }

        @Override
        public void await(Duration timeout) throws InterruptedException {
            readiness.await(timeout);
        }

        @Override
        public void close() {
            readiness.close();
            release();
        }
    }
}
