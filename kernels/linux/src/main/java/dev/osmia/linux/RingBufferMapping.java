package dev.osmia.linux;

import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.UserRingBufferWriter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/** The memory of a ring buffer as Linux shares it: see {@code Documentation/bpf/ringbuf.rst}. */
final class RingBufferMapping {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int SHARED = 1;

    private RingBufferMapping() {
    }

    /** A reader that keeps the ring buffer alive by itself. */
    static RingBufferReader open(Descriptor map, long bytes) {
        Descriptor own = map.duplicate();
        Arena arena = Arena.ofShared();
        try {
            int page = SystemCalls.pageSize();
            MemorySegment consumer = share(own, 0, page, READ | WRITE, arena);
            MemorySegment producer = share(own, page, page + 2 * bytes, READ, arena);
            Readiness readiness = new Readiness(List.of(own), own.owner());
            return new RingBufferReader(consumer, producer, producer.asSlice(page), new Waiter(readiness, arena));
        } catch (RuntimeException | Error failure) {
            arena.close();
            own.close();
            throw failure;
        }
    }

    /** A writer into a user ring buffer that keeps it alive by itself. */
    static UserRingBufferWriter openForWriting(Descriptor map, long bytes) {
        Descriptor own = map.duplicate();
        Arena arena = Arena.ofShared();
        try {
            int page = SystemCalls.pageSize();
            MemorySegment consumer = share(own, 0, page, READ, arena);
            MemorySegment producer = share(own, page, page + 2 * bytes, READ | WRITE, arena);
            return new UserRingBufferWriter(consumer, producer, producer.asSlice(page), new DrainWaiter(own, arena));
        } catch (RuntimeException | Error failure) {
            arena.close();
            own.close();
            throw failure;
        }
    }

    private static MemorySegment share(Descriptor map, long offset, long bytes, int protection, Arena arena) {
        long address = map.use(fd -> SystemCalls.call(SystemCall.MMAP, 0, bytes, protection, SHARED, fd, offset));
        if (address < 0) {
            throw new BpfException("map a ring buffer into memory", Bpf.errno(address), "");
        }
        return SystemCalls.mapped(address, bytes, arena);
    }

    /** The memory goes with the reader; a thread that still reads gets an {@link IllegalStateException}. */
    private record Waiter(Readiness readiness, Arena arena) implements RingBufferReader.Waiter {
        @Override
        public void await(Duration timeout) throws InterruptedException {
            readiness.await(timeout);
        }

        @Override
        public void close() {
            readiness.close();
            arena.close();
        }
    }
}
