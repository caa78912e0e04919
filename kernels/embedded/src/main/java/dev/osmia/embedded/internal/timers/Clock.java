package dev.osmia.embedded.internal.timers;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The clocks of programs. Java tells monotonic time and the time of day: time since boot is taken for the former, as if
 * the machine never slept, and TAI is the time of day, as on a Linux machine that nobody has told the leap seconds.
 */
public enum Clock {
    /** {@code CLOCK_REALTIME}. */
    REAL(0),
    /** {@code CLOCK_MONOTONIC}. */
    MONOTONIC(1),
    /** {@code CLOCK_BOOTTIME}. */
    BOOT(7);

    /** {@code CONFIG_HZ} of most kernels. */
    private static final long TICKS_PER_SECOND = 250;
    private static final long TICK = 1_000_000_000 / TICKS_PER_SECOND;
    /** {@code INITIAL_JIFFIES}: five minutes before 32 bits overflow. */
    private static final long FIRST_JIFFY = -300 * TICKS_PER_SECOND & 0xffff_ffffL;

    private final int id;

    Clock(int id) {
        this.id = id;
    }

    /** The clock of a number that {@code bpf_timer_init} takes. */
    public static Optional<Clock> withId(long id) {
        return Arrays.stream(values()).filter(clock -> clock.id == id).findFirst();
    }

    /** Its time in nanoseconds. */
    public long nanos() {
        if (this != REAL) {
            return System.nanoTime();
        }
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    /** Monotonic time at the last tick, in nanoseconds. */
    public static long coarse() {
        long now = MONOTONIC.nanos();
        return now - Math.floorMod(now, TICK);
    }

    /** Ticks so far. */
    public static long jiffies() {
        return FIRST_JIFFY + Math.floorDiv(MONOTONIC.nanos(), TICK);
    }
}
