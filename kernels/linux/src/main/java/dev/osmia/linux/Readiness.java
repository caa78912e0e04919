package dev.osmia.linux;

import dev.osmia.kernel.BpfException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/** Waits with ppoll(2) until one of some descriptors can be read; closing ends the wait. */
final class Readiness implements AutoCloseable {
    private static final short READABLE = 1;
    private static final long ENTRY_BYTES = 8;
    private static final long EVENTS = 4;
    private static final long SECONDS_BYTES = 16;
    /** Java interrupts do not end a system call, so they are looked for this often. */
    private static final Duration SLICE = Duration.ofMillis(50);

    private final List<Descriptor> watched;
    private final Doorbell bell;

    /** Watches descriptors, which belong to this from now on. */
    Readiness(List<Descriptor> watched, Descriptor.Owner owner) {
        this.watched = watched;
        try {
            this.bell = Doorbell.open(owner, "reader");
        } catch (BpfException refused) {
            watched.forEach(Descriptor::close);
            throw refused;
        }
    }

    /** Returns when there may be something to read, when the time is over, or early. */
    void await(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Duration slice = timeout.compareTo(SLICE) < 0 ? timeout : SLICE;
        bell.descriptor().use(event -> {
            int[] numbers = new int[watched.size() + 1];
            numbers[watched.size()] = event;
            return poll(0, numbers, slice);
        });
    }

    /** Holds one descriptor after the other, and then waits for all of them. */
    private long poll(int index, int[] numbers, Duration timeout) {
        if (index == watched.size()) {
            return poll(numbers, timeout);
        }
        return watched.get(index).use(fd -> {
            numbers[index] = fd;
            return poll(index + 1, numbers, timeout);
        });
    }

    private static long poll(int[] numbers, Duration timeout) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate(numbers.length * ENTRY_BYTES, Long.BYTES);
            for (int index = 0; index < numbers.length; index++) {
                watch(entries.asSlice(index * ENTRY_BYTES), numbers[index]);
            }
            MemorySegment time = arena.allocate(SECONDS_BYTES, Long.BYTES);
            time.set(JAVA_LONG, 0, timeout.toSeconds());
            time.set(JAVA_LONG, Long.BYTES, timeout.toNanosPart());
            return SystemCalls.call(SystemCall.PPOLL, entries.address(), numbers.length, time.address());
        }
    }

    private static void watch(MemorySegment entry, int fd) {
        entry.set(JAVA_INT, 0, fd);
        entry.set(JAVA_SHORT, EVENTS, READABLE);
    }

    @Override
    public void close() {
        bell.close();
        watched.forEach(Descriptor::close);
    }
}
