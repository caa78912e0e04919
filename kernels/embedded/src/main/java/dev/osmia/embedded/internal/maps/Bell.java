package dev.osmia.embedded.internal.maps;

import dev.osmia.kernel.RingBufferReader;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Wakes the thread that waits for something to read. Who waits costs the producers one look. */
final class Bell implements RingBufferReader.Waiter {
    private final BooleanSupplier isReady;
    private final Runnable end;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Thread waiting;

    /**
     * A bell for one waiting thread at a time.
     *
     * @param isReady whether there is something to read already
     * @param end what closing does
     */
    Bell(BooleanSupplier isReady, Runnable end) {
        this.isReady = isReady;
        this.end = end;
    }

    /** Either this thread sees what was published before the bell rang, or the one that rings sees that it waits. */
    @Override
    public void await(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        waiting = Thread.currentThread();
        try {
            VarHandle.fullFence();
            if (!closed.get() && !isReady.getAsBoolean()) {
                LockSupport.parkNanos(this, timeout.toNanos());
            }
        } finally {
            waiting = null;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    void ring() {
        VarHandle.fullFence();
        Thread thread = waiting;
        if (thread != null) {
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
