package dev.osmia.embedded.internal.timers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.TimerFlags;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.memory.Region;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Future;

/**
 * A {@code struct bpf_timer} of a map value ({@code struct bpf_hrtimer}). From when it has a callback until it is
 * cancelled or its element goes, it keeps the callback's program alive. Thread-safe.
 */
public final class Timer {
    /** What {@link #start} takes. */
    public static final int START_FLAGS = TimerFlags.ABSOLUTE | TimerFlags.CPU_PIN;

    private static final System.Logger LOG = System.getLogger("dev.osmia.timers");

    private final Machine machine;
    private final EmbeddedMap map;
    private final long value;
    private final Clock clock;
    private @Nullable Callback callback;
    private @Nullable Future<?> armed;
    private @Nullable Thread running;
    private boolean dropped;
    /** Tells an expiry that still counts from one that was cancelled while it waited for a CPU. */
    private long arming;

    /** What to call, and the reference that keeps it. */
    private record Callback(Execution execution, long function, int program) {}

    /** A timer that is not armed. */
    public Timer(Machine machine, EmbeddedMap map, long value, Clock clock) {
        this.machine = machine;
        this.map = map;
        this.value = value;
        this.clock = clock;
    }

    EmbeddedMap map() {
        return map;
    }

    /** {@code bpf_timer_set_callback}. */
    public synchronized long setCallback(Execution execution, long function) {
        if (map.isClosed() || dropped) {
            return Errno.EPERM.result();
        }
        int program = machine.programs().hold(execution.program());
        if (program < 0) {
            return Errno.ENOENT.result();
        }
        forgetCallback();
        callback = new Callback(execution, function, program);
        return 0;
    }

    /**
     * {@code bpf_timer_start}.
     *
     * @param cpu where it is called
     * @param nanos when to call back, unsigned: what the clock never reaches is never
     */
    public synchronized long start(VirtualCpu cpu, long nanos, int flags) {
        if (callback == null) {
            return Errno.EINVAL.result();
        }
        boolean ignored = disarm();
        long delay = (flags & TimerFlags.ABSOLUTE) != 0 ? until(nanos) : nanos;
        int place = (flags & TimerFlags.CPU_PIN) != 0 ? cpu.id() : -1;
        long number = ++arming;
        armed = machine.timers().schedule(() -> expire(number, place), delay < 0 ? Long.MAX_VALUE : delay);
        return 0;
    }

    private long until(long time) {
        long now = clock.nanos();
        return time <= now ? 0 : time - now;
    }

    /** {@code bpf_timer_cancel}: waits for the callback if it runs. The result is whether the timer was armed. */
    public synchronized long cancel() {
        if (running == Thread.currentThread()) {
            return Errno.EDEADLK.result();
        }
        forgetCallback();
        boolean wasArmed = disarm();
        boolean interrupted = false;
        while (running != null) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return wasArmed ? 1 : 0;
    }

    synchronized void drop() {
        dropped = true;
        forgetCallback();
        boolean ignored = disarm();
    }

    private void forgetCallback() {
        Callback old = callback;
        callback = null;
        if (old != null) {
            machine.programs().release(old.program());
        }
    }

    private boolean disarm() {
        Future<?> was = armed;
        armed = null;
        arming++;
        return was != null && (was.cancel(false) || !was.isDone());
    }

    private void expire(long number, int place) {
        VirtualCpu cpu = place < 0 ? machine.cpus().acquire() : machine.cpus().acquire(place);
        try {
            Callback due = begin(number);
            if (due != null) {
                call(cpu, due);
            }
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private synchronized @Nullable Callback begin(long number) {
        if (number != arming) {
            return null;
        }
        armed = null;
        if (callback != null) {
            running = Thread.currentThread();
        }
        return callback;
    }

    private void call(VirtualCpu cpu, Callback due) {
        long room = 0;
        try {
            room = machine.allocator().allocate(Integer.BYTES);
            long key = map.keyOf(value, room);
            Region shown = new Region.Range("key of map " + map.name(), key, key + map.spec().keySize(), false);
            due.execution().callBackOn(cpu, due.function(), map.address(), key, value, List.of(shown));
        } catch (Fault fault) {
            LOG.log(System.Logger.Level.WARNING, "the callback of a timer in " + map + " was ended: "
                    + (fault.slot() < 0 ? "" : "instruction " + fault.slot() + ": ") + fault.reason());
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "the callback of a timer in " + map + " failed", failure);
        } finally {
            if (room != 0) {
                machine.allocator().free(room, Integer.BYTES);
            }
            end();
        }
    }

    private synchronized void end() {
        running = null;
        notifyAll();
    }
}
