package dev.osmia.embedded.internal.timers;

import dev.osmia.embedded.internal.maps.EmbeddedMap;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timers of a kernel by the addresses of their fields. Their callbacks run one after the other in a thread that exists
 * from when the first timer is armed until the kernel closes.
 */
public final class Timers {
    private static final long PATIENCE_SECONDS = 10;

    private final Map<Long, Timer> byField = new ConcurrentHashMap<>();
    private @Nullable ScheduledThreadPoolExecutor scheduler;
    private @Nullable Thread thread;
    private boolean closed;

    /** Makes a timer known under its field's address; false if there is one already. */
    public boolean add(long field, Timer timer) {
        return byField.putIfAbsent(field, timer) == null;
    }

    /** The timer that was made in a field, or null. */
    public @Nullable Timer at(long field) {
        return byField.get(field);
    }

    /** Ends the timer of a field, if there is one. A callback that runs just now runs to its end. */
    public void drop(long field) {
        Timer timer = byField.remove(field);
        if (timer != null) {
            timer.drop();
        }
    }

    /** Ends the timers in a map's values, as {@link #drop} does. */
    public void dropAll(EmbeddedMap map) {
        byField.forEach((field, timer) -> {
            if (timer.map() == map) {
                drop(field);
            }
        });
    }

    /** How many there are. */
    public int count() {
        return byField.size();
    }

    /** Runs a task later; null once the kernel is closed. */
    synchronized @Nullable Future<?> schedule(Runnable task, long nanos) {
        if (closed) {
            return null;
        }
        if (scheduler == null) {
            scheduler = new ScheduledThreadPoolExecutor(1, this::newThread);
            scheduler.setRemoveOnCancelPolicy(true);
            scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        return scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private Thread newThread(Runnable work) {
        Thread made = new Thread(work, "osmia-timers");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    /** Ends all timers and their thread, and waits for a callback that runs in it, unless it is that callback's thread. */
    public void close() {
        ScheduledThreadPoolExecutor ending;
        Thread running;
        synchronized (this) {
            closed = true;
            ending = scheduler;
            running = thread;
        }
        byField.keySet().forEach(this::drop);
        if (ending == null) {
            return;
        }
        ending.shutdown();
        if (running != Thread.currentThread()) {
            await(ending);
        }
    }

    private static void await(ScheduledThreadPoolExecutor ending) {
        try {
            if (!ending.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger("dev.osmia.timers")
                        .log(System.Logger.Level.WARNING, "a timer callback still runs after " + PATIENCE_SECONDS
                                + " seconds; the kernel is closed without it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
