package dev.osmia.proof.verifier;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.proof.Programs;
import dev.osmia.proof.Subject;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.Verifier;
import dev.osmia.verifier.VerifierLog;
import dev.osmia.verifier.VerifierSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The verifier writes the log that the running Linux writes, line for line, but for addresses and the time. */
class VerifierLogAgreementTest {
    private static final Path PROGRAMS = Path.of("../core/verifier/src/test/resources/dev/osmia/verifier/log");
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final String VERSION = "6.18";
    private static final String MAP = "; map ";
    private static final int EVERYTHING = VerifierLog.ALL_PATHS | VerifierLog.STATISTICS;
    private static final Pattern TIME = Pattern.compile("verification time \\d+");
    private static final Pattern ADDRESS = Pattern.compile("(\\(18\\) r\\d = )0xffff[0-9a-f]{12}");

    static Stream<Arguments> texts() throws IOException {
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            return files.filter(file -> file.toString().endsWith(".asm"))
                    .sorted()
                    .toList()
                    .stream()
                    .flatMap(file -> Stream.of(EVERYTHING, VerifierLog.PATH)
                            .map(level -> Arguments.of(file.getFileName().toString(), level)));
        }
    }

    static Stream<Arguments> compiled() throws IOException {
        List<Arguments> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".bpf.o")).sorted().toList()) {
                ObjectSpec.read(file)
                        .programs()
                        .values()
                        .stream()
                        .filter(program -> program.type() != ProgramType.HOST)
                        .forEach(program -> all.add(Arguments.of(file.getFileName().toString(), program.name())));
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} at level {1}")
    @MethodSource("texts")
    void ofProgramsInText(String file, int level) throws IOException {
        String text = Files.readString(PROGRAMS.resolve(file));
        List<String> lines = text.lines().toList();
        ProgramType type = ProgramType.valueOf(lines.getFirst().substring(2).toUpperCase(Locale.ROOT));
        Map<String, MapSpec> maps = new HashMap<>();
        lines.stream()
                .filter(line -> line.startsWith(MAP))
                .map(line -> map(line.substring(MAP.length()).split(" ", -1)))
                .forEach(map -> maps.put(map.name(), map));
        compare(Programs.assemble(type, text), maps, level);
    }

    private static MapSpec map(String[] words) {
        return MapSpec.of(words[0], MapType.valueOf(words[1].toUpperCase(Locale.ROOT)), Integer.parseInt(words[2]),
                Integer.parseInt(words[3]), Integer.parseInt(words[4]));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("compiled")
    void ofCompiledProgramsWithTheirSourceLines(String file, String name) throws IOException {
        ObjectSpec object = ObjectSpec.read(EXAMPLES.resolve(file));
        compare(object.program(name), object.maps(), EVERYTHING);
    }

    private static void compare(ProgramSpec program, Map<String, MapSpec> maps, int level) throws IOException {
        assumeTrue(System.getProperty("os.version").startsWith(VERSION), "needs Linux " + VERSION);
        String linux;
        int cpus;
        try (LinuxKernel kernel = (LinuxKernel) Subject.LINUX.open()) {
            cpus = kernel.cpus();
            linux = log(kernel, program, maps, level);
        }
        VerifierLog log = new VerifierLog(level);
        VerifierSettings settings = VerifierSettings.PRIVILEGED.withCpus(cpus)
                .withKernelTypes(Btf.read(Files.readAllBytes(KERNEL_TYPES)));
        Verdict verdict = new Verifier(settings).verify(program, maps, log);
        assumeFalse(verdict instanceof Verdict.Unsupported, () -> "no verdict yet: " + verdict);
        assertThat(masked(log.text())).isEqualTo(masked(linux));
    }

    private static String log(LinuxKernel kernel, ProgramSpec program, Map<String, MapSpec> maps, int level) {
        Map<String, BpfMap> created = new HashMap<>();
        maps.values().forEach(map -> created.put(map.name(), kernel.createMap(map)));
        try {
            return kernel.loadProgram(program, created, level).log();
        } catch (BpfException refusal) {
            return refusal.log();
        }
    }

    private static String masked(String log) {
        return ADDRESS.matcher(TIME.matcher(log).replaceAll("verification time 0")).replaceAll("$1ADDRESS");
    }
}
