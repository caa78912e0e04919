package dev.osmia.linux;

import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.UserRingBufferWriter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Waits with epoll(7) until programs have drained a user ring buffer. That can be written to, for poll(2), whenever it is not
 * full to the last byte, so the edges are what counts: Linux sends one behind each drain. As they go to one waiter, every
 * wait has its own epoll instance.
 */
final class DrainWaiter implements UserRingBufferWriter.Waiter {
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int ADD = 1;
    private static final int READABLE = 1;
    private static final int WRITABLE = 4;
    private static final int EDGES = 1 << 31;
    /** {@code struct epoll_event} has 12 bytes on x86-64, 16 elsewhere. */
    private static final long EVENT_BYTES = 16;
    /** Java interrupts do not end a system call, and a program may ask that nobody be woken. */
    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Descriptor map;
    private final Doorbell bell;
    private final Arena memory;

    /**
     * For a ring buffer's writer.
     *
     * @param map belongs to this from now on
     * @param memory closed with the writer
     */
    DrainWaiter(Descriptor map, Arena memory) {
        this.map = map;
        this.memory = memory;
        this.bell = Doorbell.open(map.owner(), "the user ring buffer writer");
    }

    @Override
    public void await(BooleanSupplier hasRoom, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Descriptor events = open()) {
            watch(events, map, WRITABLE | EDGES);
            watch(events, bell.descriptor(), READABLE);
            long left = timeout.toNanos();
            while (left > 0 && !hasRoom.getAsBoolean()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                await(events, Math.min(left, SLICE));
                left = deadline - System.nanoTime();
            }
        }
    }

    private Descriptor open() {
        long events = SystemCalls.call(SystemCall.EPOLL_CREATE1, CLOSE_ON_EXEC);
        return map.owner().own((int) done(events), "wait of a writer");
    }

    private static void watch(Descriptor events, Descriptor watched, int what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(EVENT_BYTES, Long.BYTES);
            event.set(JAVA_INT, 0, what);
            done(events.use(set -> watched
                    .use(fd -> SystemCalls.call(SystemCall.EPOLL_CTL, set, ADD, fd, event.address()))));
        }
    }

    private static long done(long result) {
        if (result < 0) {
            throw new BpfException("watch a user ring buffer", Bpf.errno(result), "");
        }
        return result;
    }

    /** Holds the bell, which would leave the watched set when it is closed, and take its event along. */
    private void await(Descriptor events, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment seen = arena.allocate(EVENT_BYTES, Long.BYTES);
            long milliseconds = TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
            long ignored = bell.descriptor()
                    .use(_ -> events.use(
                            set -> SystemCalls.call(SystemCall.EPOLL_PWAIT, set, seen.address(), 1, milliseconds, 0,
                                    0)));
        }
    }

    @Override
    public void close() {
        bell.close();
        memory.close();
        map.close();
    }
}
