package dev.osmia.cli.bench;

import dev.osmia.cli.Console;
import dev.osmia.cli.Failure;
import dev.osmia.cli.run.RunOptions;
import dev.osmia.cli.run.Selection;
import dev.osmia.cli.run.Session;
import dev.osmia.cli.show.Json;
import dev.osmia.cli.show.Table;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.Kernel;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.object.ProgramSpec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the programs of an object and prints what they take. */
public final class Benchmark {
    /** How many figures the median is taken of. */
    public static final int REPETITIONS = 5;
    /** How many slices one figure is the best of. */
    public static final int SLICES = 20;
    /** How long a slice is meant to be. */
    public static final int SLICE_MILLIS = 2;

    private static final String LINUX = "linux";
    private static final List<EngineKind> ENGINES = List.of(EngineKind.CHECKED, EngineKind.INTERPRETER, EngineKind.JIT);
    /** HotSpot needs some time to compile what runs often. */
    private static final long LEAST_WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final RunOptions options;
    private final Console console;

    /** For what the options say. */
    public Benchmark(RunOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /**
     * Measures and prints.
     *
     * @param json as JSON, each program when it is done
     * @throws Failure if there is nothing to run, or the kernel inside the JVM refuses a program
     */
    public void run(boolean json) throws IOException {
        Selection selection = Session.select(options);
        List<String> columns = new ArrayList<>(List.of("program", "type"));
        ENGINES.forEach(engine -> columns.add(name(engine)));
        columns.add(LINUX);
        boolean[] right = new boolean[columns.size()];
        for (int column = 2; column < right.length; column++) {
            right[column] = true;
        }
        Table table = new Table(columns, right);
        for (ProgramSpec program : selection.chosen()) {
            Map<String, Double> nanos = measure(program, selection);
            if (json) {
                print(program, nanos);
            } else {
                List<String> row = new ArrayList<>(List.of(program.name(), program.type().shortName()));
                columns.subList(2, columns.size())
                        .forEach(column -> row.add(
                                nanos.containsKey(column)
                                        ? String.format(Locale.ROOT, "%,.0f", nanos.get(column))
                                        : "-"));
                table.row(row);
            }
        }
        if (!json) {
            table.print(console.out(), console.colour(), "nanoseconds a run");
        }
    }

    private static String name(EngineKind engine) {
        return engine.name().toLowerCase(Locale.ROOT);
    }

    private void print(ProgramSpec program, Map<String, Double> nanos) {
        try (Json json = new Json(console.out())) {
            json.text("program", program.name()).object("ns");
            nanos.forEach((engine, each) -> json.number(engine, Math.round(each * 10) / 10.0));
            json.end();
        }
    }

    private Map<String, Double> measure(ProgramSpec program, Selection selection) {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        try {
            for (EngineKind engine : ENGINES) {
                Kernel kernel = Session.embedded(options, engine).open();
                subjects.put(name(engine), subject(kernel, selection, program, false));
            }
            linux(selection, program, subjects);
            warmUp(subjects.values());
            for (int repetition = 0; repetition < REPETITIONS; repetition++) {
                for (int slice = 0; slice < SLICES; slice++) {
                    subjects.values().forEach(Subject::measure);
                }
                subjects.values().forEach(Subject::note);
            }
            Map<String, Double> nanos = new LinkedHashMap<>();
            subjects.forEach((name, subject) -> nanos.put(name, subject.nanos()));
            return nanos;
        } finally {
            subjects.values().forEach(Subject::close);
        }
    }

    private Subject subject(Kernel kernel, Selection selection, ProgramSpec program, boolean tellsTime) {
        BpfObject object;
        try {
            object = Session.load(options, kernel, selection);
        } catch (RuntimeException refusal) {
            kernel.close();
            throw refusal;
        }
        return new Subject(kernel, object, program.name(), Session.input(options, program.type()), tellsTime);
    }

    /** Linux takes part where it may be asked and takes the program. */
    private void linux(Selection selection, ProgramSpec program, Map<String, Subject> subjects) {
        String reason = LinuxKernel.unavailableReason().orElse("");
        if (reason.isEmpty()) {
            try {
                Subject subject = subject(LinuxKernel.open(), selection, program, true);
                subjects.put(LINUX, subject);
                subject.warmUp();
                return;
            } catch (Failure | BpfException refusal) {
                Subject refused = subjects.remove(LINUX);
                if (refused != null) {
                    refused.close();
                }
                reason = String.valueOf(refusal.getMessage());
            }
        }
        console.err().println("osmia: " + program.name() + " is not measured in Linux: " + reason);
    }

    private static void warmUp(Iterable<Subject> subjects) {
        long start = System.nanoTime();
        boolean ready = false;
        while (!ready) {
            boolean all = true;
            for (Subject subject : subjects) {
                all &= subject.warmUp();
            }
            long taken = System.nanoTime() - start;
            ready = taken > MOST_WARM_UP_NANOS || all && taken > LEAST_WARM_UP_NANOS;
        }
    }
}
