package dev.osmia.embedded.internal.maps;

import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.UserRingBufferWriter;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Wakes the threads that wait for something to read, or for room to write. Who waits costs the others one look. */
final class Bell implements RingBufferReader.Waiter, UserRingBufferWriter.Waiter {
    private final BooleanSupplier isReady;
    private final Runnable end;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /**
     * A bell that nobody waits for yet.
     *
     * @param isReady whether those who do not ask for something else have it already
     * @param end what closing does
     */
    Bell(BooleanSupplier isReady, Runnable end) {
        this.isReady = isReady;
        this.end = end;
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        await(isReady, timeout);
    }

    /** Either this thread sees what was published before the bell rang, or the one that rings sees that it waits. */
    @Override
    public void await(BooleanSupplier isOver, Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            VarHandle.fullFence();
            if (!closed.get() && !isOver.getAsBoolean()) {
                LockSupport.parkNanos(this, timeout.toNanos());
            }
        } finally {
            waiting.remove(thread);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    void ring() {
        VarHandle.fullFence();
        for (Thread thread : waiting) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ring();
            end.run();
        }
    }
}
