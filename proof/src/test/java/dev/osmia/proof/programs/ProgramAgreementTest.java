package dev.osmia.proof.programs;

import dev.osmia.abi.ProgramType;
import dev.osmia.capture.CaptureReader;
import dev.osmia.capture.Packet;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.proof.OneCpu;
import dev.osmia.proof.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Every example and every bench program does on all engines what it does on Linux, from the first packet to the last. */
class ProgramAgreementTest {
    private static final Path HOME = Path.of("..");
    private static final Path EXAMPLES = HOME.resolve("examples");
    private static final Path BENCH = HOME.resolve("bench/programs");

    /** Files that cannot be compared, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "hook.bpf.o", "its hook is a Java host's; Linux has no such program type");
    /** How the embedded kernel says at load that it has not what a program needs. */
    private static final Pattern LACKING = Pattern
            .compile("does not offer|has no maps of this type|has no kernel function|has no variable");
    /** What programs of the type {@code SYSCALL} are given: the primes below 1000 are asked for. */
    private static final byte[] QUESTION = ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(1000)
            .array();
    /** What a bench program is given: the measured packet, the shortest one, and one in between. */
    private static final int[] BENCH_SIZES = {1500, 14, 100};

    static Stream<Arguments> examples() throws IOException {
        return objects(EXAMPLES);
    }

    static Stream<Arguments> benchPrograms() throws IOException {
        return objects(BENCH);
    }

    private static Stream<Arguments> objects(Path folder) throws IOException {
        List<Arguments> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".bpf.o")).sorted().toList()) {
                for (ProgramSpec program : ObjectSpec.read(file).programs().values()) {
                    all.add(Arguments.of(file.getFileName().toString(), program.name()));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("examples")
    void examplesAgreeOnEveryPacket(String file, String program) throws IOException {
        String reason = LEFT_OUT.get(file);
        assumeFalse(reason != null, () -> file + ": " + reason);
        ObjectSpec spec = ObjectSpec.read(EXAMPLES.resolve(file));
        if (spec.program(program).type() == ProgramType.SYSCALL) {
            compare(spec, program, List.of(TestInput.context(QUESTION.clone())));
            return;
        }
        for (String capture : List.of("web.pcap", "scan.pcap")) {
            compare(spec, program, packets(EXAMPLES.resolve(capture)));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("benchPrograms")
    void benchProgramsAgree(String file, String program) throws IOException {
        compare(ObjectSpec.read(BENCH.resolve(file)), program,
                IntStream.of(BENCH_SIZES).mapToObj(ProgramAgreementTest::benchPacket).map(TestInput::packet).toList());
    }

    private static void compare(ObjectSpec spec, String program, List<TestInput> inputs) {
        List<String> expected;
        int cpus;
        try (Kernel linux = Subject.LINUX.open(); OneCpu _ = OneCpu.hold()) {
            cpus = linux.cpus();
            expected = Performance.of(linux, spec, program, inputs);
        }
        for (Subject engine : List.of(Subject.CHECKED, Subject.INTERPRETER, Subject.GUARDED, Subject.JIT)) {
            try (Kernel embedded = engine.open(cpus)) {
                assertThat(Performance.of(embedded, spec, program, inputs)).as("%s of %s in the %s engine", program,
                        spec.name(), engine).isEqualTo(expected);
            } catch (BpfException refusal) {
                if (!LACKING.matcher(String.valueOf(refusal.getMessage())).find()) {
                    throw refusal;
                }
                abort("the embedded kernel does not run it yet: " + refusal.getMessage());
            }
        }
    }

    private static List<TestInput> packets(Path capture) throws IOException {
        List<TestInput> inputs = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(capture)) {
            for (Packet packet : reader) {
                inputs.add(TestInput.packet(packet.data()));
            }
        }
        return inputs;
    }

    /** TCP over IPv4 to port 80, by its header; random bytes otherwise. */
    private static byte[] benchPacket(int size) {
        byte[] packet = new byte[size];
        new Random(1).nextBytes(packet);
        if (size > 47) {
            packet[12] = 0x08;
            packet[13] = 0x00;
            packet[14] = 0x45;
            packet[23] = 6;
            packet[36] = 0;
            packet[37] = 80;
            packet[47] = 2;
        } else {
            packet[12] = (byte) 0x88;
            packet[13] = (byte) 0xb5;
        }
        return packet;
    }
}
