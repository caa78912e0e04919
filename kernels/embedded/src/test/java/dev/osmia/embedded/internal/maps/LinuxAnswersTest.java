package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/** Maps against what Linux has answered; the heads of the tables explain them. */
class LinuxAnswersTest {

    private static List<List<String>> table(String name) {
        try (InputStream table = LinuxAnswersTest.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" *\\| *", -1)))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<List<String>> operations() {
        return table("linux-6.18-maps.txt");
    }

    static List<List<String>> programs() {
        return table("linux-6.18-map-programs.txt");
    }

    private static MapSpec spec(String type, String numbers) {
        String[] words = numbers.split(" ", -1);
        MapSpec spec = MapSpec.of("m", MapType.valueOf(type), Integer.parseInt(words[0]), Integer.parseInt(words[1]),
                Integer.parseInt(words[2]));
        MapSpec flagged = words.length > 3 ? spec.withFlags(Integer.decode(words[3])) : spec;
        return words.length > 4 ? flagged.withExtra(Long.parseLong(words[4])) : flagged;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void userSpaceGetsWhatLinuxAnswers(List<String> row) {
        try (Kernel kernel = EmbeddedKernel.builder().cpus(2).open()) {
            assertThat(MapScript.guarded(() -> {
                try (BpfMap map = kernel.createMap(spec(row.get(0), row.get(1)))) {
                    return row.get(2).equals("create") ? "ok" : new MapScript(map).run(row.get(2));
                }
            })).isEqualTo(row.get(3));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void programsGetWhatLinuxAnswers(List<String> row) {
        for (EngineKind engine : EngineKind.values()) {
            try (Kernel kernel = EmbeddedKernel.builder().engine(engine).cpus(2).open();
                    BpfMap map = kernel.createMap(spec(row.get(1), row.get(2)))) {
                fill(map);
                ProgramType type = ProgramType.valueOf(row.get(0));
                String text = row.get(3).replace("; ", "\n") + "\n";
                try (BpfProgram program = Programs.load(kernel, type, text, map)) {
                    assertThat(results(program, Integer.parseInt(row.get(4)))).as(engine.name()).isEqualTo(row.get(5));
                }
            }
        }
    }

    private static void fill(BpfMap map) {
        switch (map.type()) {
            case DEVMAP, DEVMAP_HASH -> map.update(bytes(4, 1), bytes(map.transferSize(), 1), 0);
            case CPUMAP -> map.update(bytes(4, 1), bytes(map.transferSize(), 64), 0);
            default -> {
                // empty
            }
        }
    }

    private static String results(BpfProgram program, int runs) {
        List<String> results = new ArrayList<>();
        TestInput input = program.type() == ProgramType.SYSCALL
                ? TestInput.context(new byte[8])
                : TestInput.packet(new byte[64]);
        int last = program.test(input).returnValue();
        int times = 1;
        for (int run = 1; run < runs; run++) {
            int value = program.test(input).returnValue();
            if (value != last) {
                results.add(last + "x" + times);
                times = 0;
            }
            last = value;
            times++;
        }
        results.add(last + "x" + times);
        return String.join(", ", results);
    }
}
