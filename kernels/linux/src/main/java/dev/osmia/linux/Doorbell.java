package dev.osmia.linux;

import dev.osmia.kernel.BpfException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** An eventfd(2) to be watched by those who wait for something else; closing makes it readable and so ends their waits. */
final class Doorbell implements AutoCloseable {
    private static final int CLOSE_ON_EXEC = 0x80000;

    private final Descriptor event;

    private Doorbell(Descriptor event) {
        this.event = event;
    }

    static Doorbell open(Descriptor.Owner owner, String what) {
        long event = SystemCalls.call(SystemCall.EVENTFD2, 0, CLOSE_ON_EXEC);
        if (event < 0) {
            throw new BpfException("make an event descriptor", Bpf.errno(event), "");
        }
        return new Doorbell(owner.own((int) event, what));
    }

    /** What is to be watched. */
    Descriptor descriptor() {
        return event;
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined(); event) {
            MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
            event.use(fd -> SystemCalls.call(SystemCall.WRITE, fd, one.address(), one.byteSize()));
        }
    }
}
