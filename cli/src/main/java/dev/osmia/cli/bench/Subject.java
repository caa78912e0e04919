package dev.osmia.cli.bench;

import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program on a kernel, which runs it for short slices of time. */
final class Subject implements AutoCloseable {
    /** So many slices in a row that are no better than the best of those before are the end of the warm-up. */
    private static final int STEADY = 40;
    /** What counts as better. */
    private static final double BETTER = 0.99;
    private static final int MOST_TIMES = 10_000_000;

    private final Kernel kernel;
    private final BpfObject object;
    private final BpfProgram program;
    private final TestInput input;
    private final boolean tellsTime;
    /** Whether a test run is one run, so that time is only known of all that it takes. */
    private final boolean runsOnce;
    private final List<Double> bests = new ArrayList<>();
    private double bestOfWarmUp = Double.MAX_VALUE;
    private double best = Double.MAX_VALUE;
    private int steady;
    private int times = 1;

    /**
     * Takes a kernel and an object over.
     *
     * @param tellsTime whether the kernel measures better than we could from outside
     */
    Subject(Kernel kernel, BpfObject object, String program, TestInput input, boolean tellsTime) {
        this.kernel = kernel;
        this.object = object;
        this.program = object.program(program);
        this.input = input;
        this.tellsTime = tellsTime;
        runsOnce = this.program.type() == ProgramType.SYSCALL;
    }

    private double slice() {
        long start = System.nanoTime();
        long told = 0;
        if (runsOnce) {
            for (int time = 0; time < times; time++) {
                program.test(input);
            }
        } else {
            told = program.test(input.withRepeat(times)).nanos();
        }
        long whole = System.nanoTime() - start;
        long wanted = TimeUnit.MILLISECONDS.toNanos(Benchmark.SLICE_MILLIS);
        double nanos = tellsTime && !runsOnce ? told : (double) whole / times;
        times = (int) Math.clamp(times * wanted / Math.max(1, whole), 1, Math.min(10L * times, MOST_TIMES));
        return nanos;
    }

    /** Runs a slice; true once more of them make no difference. */
    boolean warmUp() {
        double nanos = slice();
        steady = nanos < bestOfWarmUp * BETTER ? 0 : steady + 1;
        bestOfWarmUp = Math.min(bestOfWarmUp, nanos);
        return steady >= STEADY;
    }

    /** Runs a slice that counts. */
    void measure() {
        best = Math.min(best, slice());
    }

    /** Ends a repetition. */
    void note() {
        bests.add(best);
        best = Double.MAX_VALUE;
    }

    /** The median of what the repetitions gave, in nanoseconds a run. */
    double nanos() {
        return bests.stream().sorted().toList().get(bests.size() / 2);
    }

    @Override
    public void close() {
        object.close();
        kernel.close();
    }
}
