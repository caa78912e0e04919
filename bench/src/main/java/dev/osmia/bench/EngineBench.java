package dev.osmia.bench;

import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.object.ObjectSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Time a run of the programs in {@code bench/programs} on each engine, in Linux and as gcc compiles them, side by side:
 * all warm up together, then take turns.
 */
public final class EngineBench {
    private static final String EMPTY = "nop";
    private static final List<String> PROGRAMS = List.of(EMPTY, "parse", "fnv", "csum", "gcd", "memcpy", "classify",
            "bubble",
            "siphash");
    private static final String BASELINE = "gcc -O2";
    private static final int WARM_UPS = 150;
    private static final int ROUNDS = 60;

    private EngineBench() {
    }

    /** Prints the table; takes the folder {@code bench}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        NativePrograms natives = NativePrograms.build(folder, PROGRAMS).orElse(null);
        Map<String, Map<String, Subject>> subjects = new LinkedHashMap<>();
        for (String name : PROGRAMS) {
            ObjectSpec spec = ObjectSpec.read(folder.resolve("programs").resolve(name + ".bpf.o"));
            Map<String, Subject> row = new LinkedHashMap<>();
            for (EngineKind engine : List.of(EngineKind.CHECKED, EngineKind.INTERPRETER, EngineKind.JIT)) {
                row.put(engine.name().toLowerCase(java.util.Locale.ROOT), new KernelSubject(
                        EmbeddedKernel.builder().engine(engine).instructionLimit(Long.MAX_VALUE).open(),
                        spec,
                        packet()));
            }
            if (LinuxKernel.unavailableReason().isEmpty()) {
                row.put("linux", new KernelSubject(LinuxKernel.open(), spec, packet()));
            }
            if (natives != null) {
                row.put(BASELINE, natives.subject(name, packet()));
            }
            requireAgreement(name, row);
            subjects.put(name, row);
        }
        print(measure(subjects));
        subjects.values().forEach(row -> row.values().forEach(Subject::close));
    }

    private static void requireAgreement(String name, Map<String, Subject> row) {
        List<Integer> results = row.values().stream().map(Subject::result).distinct().toList();
        if (results.size() != 1) {
            throw new IllegalStateException(name + " gives different results: " + results);
        }
    }

    private static Map<String, Map<String, Double>> measure(Map<String, Map<String, Subject>> subjects) {
        Map<String, Map<String, Slices>> slices = new LinkedHashMap<>();
        subjects.forEach((name, row) -> {
            Map<String, Slices> ofRow = new LinkedHashMap<>();
            row.forEach((engine, subject) -> ofRow.put(engine, new Slices(subject)));
            slices.put(name, ofRow);
        });
        for (int round = 0; round < WARM_UPS; round++) {
            slices.values().forEach(row -> row.values().forEach(Slices::warmUp));
        }
        for (int round = 0; round < ROUNDS; round++) {
            slices.values().forEach(row -> row.values().forEach(Slices::measure));
        }
        Map<String, Map<String, Double>> nanos = new LinkedHashMap<>();
        slices.forEach((name, row) -> {
            Map<String, Double> ofRow = new LinkedHashMap<>();
            row.forEach((engine, best) -> ofRow.put(engine, best.best()));
            nanos.put(name, ofRow);
        });
        return nanos;
    }

    private static void print(Map<String, Map<String, Double>> nanos) {
        List<String> columns = new ArrayList<>(nanos.values().iterator().next().keySet());
        StringBuilder head = new StringBuilder(String.format("%-16s", "ns a run"));
        columns.forEach(column -> head.append(String.format("%14s", column)));
        System.out.println(head);
        nanos.forEach((name, row) -> {
            StringBuilder line = new StringBuilder(String.format("%-16s", name));
            columns.forEach(column -> line.append(String.format("%,14.0f", row.get(column))));
            System.out.println(line);
        });
        for (String other : List.of("linux", BASELINE)) {
            if (columns.contains(other)) {
                StringBuilder line = new StringBuilder(String.format("%-16s", "times " + other));
                columns.forEach(column -> line.append(String.format("%13.2fx", geometricMean(nanos, column, other))));
                System.out.println(line);
            }
        }
    }

    /** Of how many times as long each program takes as elsewhere, both less the time of the empty program. */
    private static double geometricMean(Map<String, Map<String, Double>> nanos, String column, String other) {
        return Math.exp(nanos.keySet()
                .stream()
                .filter(name -> !name.equals(EMPTY))
                .mapToDouble(name -> Math.log(net(nanos, name, column) / net(nanos, name, other)))
                .average()
                .orElse(0));
    }

    private static double net(Map<String, Map<String, Double>> nanos, String name, String column) {
        double whole = Objects.requireNonNull(Objects.requireNonNull(nanos.get(name)).get(column));
        return Math.max(1, whole - Objects.requireNonNull(Objects.requireNonNull(nanos.get(EMPTY)).get(column)));
    }

    /** 1500 bytes that begin as a TCP SYN over IPv4; the rest is noise, the same each time. */
    private static byte[] packet() {
        byte[] packet = new byte[1500];
        new Random(1).nextBytes(packet);
        packet[12] = 0x08;
        packet[13] = 0x00;
        packet[14] = 0x45;
        packet[23] = 6;
        packet[36] = 0;
        packet[37] = 80;
        packet[47] = 2;
        return packet;
    }
}
