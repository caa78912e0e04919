package dev.osmia.bench;

import dev.osmia.bench.LinuxVerifier.Report;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.linux.RunningLinux;
import dev.osmia.object.ObjectSpec;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.Verifier;
import dev.osmia.verifier.VerifierSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How fast {@code core/verifier} and Linux verify the programs in {@code bench/programs/verifier}: warmed up, in turns; and
 * {@code osmia verify} from its start to its exit.
 */
public final class VerifierBench {
    /** From the fewest processed instructions to the most. */
    private static final List<String> PROGRAMS = List.of("iterators", "calls", "callbacks", "lookups", "branches",
            "packets", "spills", "loops");
    private static final String TYPICAL = "flows";
    private static final int WARM_UPS = 15;
    private static final int ROUNDS = 20;
    private static final int STARTS = 8;
    /** In megabytes. */
    private static final List<Integer> HEAPS = List.of(8, 16, 32, 64, 128, 256, 512);

    private VerifierBench() {
    }

    /** A program with the best times that were seen of it, in nanoseconds. */
    private static final class Row {
        private final String name;
        private final ObjectSpec object;
        private final LinuxVerifier linux;
        private int processed;
        private long linuxBest = Long.MAX_VALUE;
        private long best = Long.MAX_VALUE;

        Row(String name, ObjectSpec object, LinuxVerifier linux) {
            this.name = name;
            this.object = object;
            this.linux = linux;
        }

        void measure(Verifier verifier) {
            Report report = linux.verify();
            linuxBest = Math.min(linuxBest, report.nanos());
            long start = System.nanoTime();
            Verdict verdict = verifier.verify(object, name);
            best = Math.min(best, System.nanoTime() - start);
            if (!(verdict instanceof Verdict.Accepted accepted) || accepted.work().processed() != report.processed()) {
                throw new IllegalStateException(name + ": Linux processed " + report.processed() + ", but " + verdict);
            }
            processed = report.processed();
        }

        /** Only warms up. */
        void warmUp(Verifier verifier) {
            Verdict ignored = verifier.verify(object, name);
        }

        double ratio() {
            return (double) linuxBest / best;
        }
    }

    /** Prints the tables; takes the folder {@code bench}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        Path programs = folder.resolve("programs").resolve("verifier");
        RunningLinux running = RunningLinux.find().orElseThrow();
        Verifier verifier = new Verifier(VerifierSettings.PRIVILEGED.withCpus(running.cpus())
                .withKernelTypes(running.types()));
        try (LinuxKernel kernel = LinuxKernel.open()) {
            List<Row> rows = new ArrayList<>();
            for (String name : PROGRAMS) {
                ObjectSpec object = ObjectSpec.read(programs.resolve(name + ".bpf.o"));
                rows.add(new Row(name, object, new LinuxVerifier(kernel, object, name)));
            }
            warm(rows, verifier);
            Path command = folder.resolve("../osmia");
            ColdStart typical = new ColdStart(command, folder.resolve("../examples/" + TYPICAL + ".bpf.o"));
            cold(typical, rows, name -> new ColdStart(command, programs.resolve(name + ".bpf.o")));
            rows.forEach(row -> row.linux.close());
        }
    }

    private static void warm(List<Row> rows, Verifier verifier) {
        for (int round = 0; round < WARM_UPS; round++) {
            rows.forEach(row -> row.warmUp(verifier));
        }
        for (int round = 0; round < ROUNDS; round++) {
            rows.forEach(row -> row.measure(verifier));
        }
        System.out.printf("%-12s%12s%14s%14s%10s%n", "", "processed", "osmia, ms", "Linux, ms", "ratio");
        for (Row row : rows) {
            System.out.printf("%-12s%,12d%14.2f%14.2f%9.2fx%n", row.name, row.processed, row.best / 1e6,
                    row.linuxBest / 1e6, row.ratio());
        }
        double mean = Math.exp(rows.stream().mapToDouble(row -> Math.log(row.ratio())).average().orElseThrow());
        System.out.printf("%-12s%49.2fx%n%n", "mean", mean);
    }

    private static void cold(ColdStart typical, List<Row> rows, Function<String, ColdStart> starts)
            throws IOException, InterruptedException {
        // The first one builds the command and its cache.
        typical.nanos();
        System.out.printf("%-12s%14s%14s%10s%10s%n", "", "osmia, s", "Linux, s", "times", "heap, MB");
        System.out.printf("%-12s%14.2f%34d%n", TYPICAL, best(typical) / 1e9, typical.heap(HEAPS));
        for (Row row : rows) {
            ColdStart start = starts.apply(row.name);
            long ours = best(start);
            System.out.printf("%-12s%14.2f%14.2f%9.1fx%10d%n", row.name, ours / 1e9, row.linuxBest / 1e9,
                    (double) ours / row.linuxBest, start.heap(HEAPS));
        }
    }

    private static long best(ColdStart start) throws IOException, InterruptedException {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < STARTS; round++) {
            best = Math.min(best, start.nanos());
        }
        return best;
    }
}
