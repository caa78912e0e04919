package dev.osmia.bench;

/**
 * The best of many short slices: on a machine that does other work too, the slice that was disturbed least comes nearest
 * to the truth.
 */
final class Slices {
    private static final long SLICE_NANOS = 3_000_000;

    private final Subject subject;
    private long times = 1;
    private double best = Double.MAX_VALUE;

    Slices(Subject subject) {
        this.subject = subject;
    }

    /** Runs for one slice without keeping the time, and learns how often the subject fits into a slice. */
    void warmUp() {
        long nanos = Math.max(1, subject.nanos(times));
        times = Math.clamp(times * SLICE_NANOS / nanos, 1, Math.min(times * 10, 1_000_000));
    }

    void measure() {
        best = Math.min(best, (double) subject.nanos(times) / times);
    }

    /** Nanoseconds a run in the best slice. */
    double best() {
        return best;
    }
}
