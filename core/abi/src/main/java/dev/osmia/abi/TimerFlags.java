package dev.osmia.abi;

/** Flags of {@code bpf_timer_start} (Linux 6.18, {@code linux/bpf.h}). */
public final class TimerFlags {
    /** {@code BPF_F_TIMER_ABS}: the time is of the clock, not from now. */
    public static final int ABSOLUTE = 1;

    /** {@code BPF_F_TIMER_CPU_PIN}: the callback runs on the CPU that starts the timer. */
    public static final int CPU_PIN = 1 << 1;

    private TimerFlags() {
    }
}
