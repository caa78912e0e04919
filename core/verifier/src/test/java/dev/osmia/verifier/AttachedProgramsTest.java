package dev.osmia.verifier;

import dev.osmia.btf.Btf;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs that replace or trace functions of other programs, and those at functions, hooks and iterators of the kernel. */
class AttachedProgramsTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/osmia/verifier/attach");
    private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final VerifierSettings SETTINGS = VerifierSettings.PRIVILEGED;

    private static TargetProgram program(String text) {
        String[] names = text.split(":", -1);
        try {
            return new TargetProgram(ObjectSpec.read(FOLDER.resolve(names[0] + ".o")), names[1]);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Verdict verify(VerifierSettings settings, String first, String... others) {
        TargetProgram program = program(first);
        List<TargetProgram> targets = Arrays.stream(others).map(AttachedProgramsTest::program).toList();
        return new Verifier(settings.withTargets(targets)).verify(program.object(), program.name());
    }

    private static String missing(String first, String... others) {
        return ((Verdict.Unsupported) verify(SETTINGS, first, others)).missing();
    }

    @TestFactory
    Stream<DynamicTest> linuxSaysTheSame() throws IOException {
        return Files.readAllLines(FOLDER.resolve("linux-6.12.117.tsv"))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(columns -> DynamicTest.dynamicTest(columns[0], () -> compare(columns)));
    }

    private static void compare(String[] columns) throws IOException {
        String[] programs = columns[0].split(" ", -1);
        String first = programs[0];
        String[] others = Arrays.copyOfRange(programs, 1, programs.length);
        Verdict verdict = verify(SETTINGS, first, others);
        if (verdict instanceof Verdict.Unsupported(var missing)) {
            assumeTrue(Files.isReadable(KERNEL_TYPES), "needs " + KERNEL_TYPES + " for " + missing);
            verdict = verify(SETTINGS.withKernelTypes(Vmlinux.TYPES), first, others);
        }
        String expected = columns[1] + " " + columns[2] + " " + (columns.length > 3 ? columns[3] : "");
        assertThat(answer(verdict).replaceFirst("btf_id \\d+", "btf_id ID")).isEqualTo(expected);
    }

    private static String answer(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted(var work) -> "- " + work.processed() + " ";
            case Verdict.Rejected rejected -> rejected.errno().name() + " " + rejected.work().processed() + " "
                    + String.join(" / ", rejected.reasons());
            case Verdict.Unsupported(var missing) -> missing;
        };
    }

    private static final class Vmlinux {
        static final Btf TYPES = read();

        private static Btf read() {
            try {
                return Btf.read(Files.readAllBytes(KERNEL_TYPES));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Test
    void theProgramWithTheFunctionIsFoundAmongSeveral() {
        assertThat(verify(SETTINGS, "extensions:classify_same", "targets:gate", "targets:filter", "targets:lone"))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aProgramThatReplacesAFunctionAsksForItsProgram() {
        assertThat(missing("extensions:decide_same")).isEqualTo("the program that it replaces decide of");
    }

    @Test
    void severalProgramsWithTheFunctionAreNamed() {
        assertThat(missing("extensions:allow_same", "targets:leave", "targets:gate", "targets:enter"))
                .startsWith("which program's allow is meant: leave of ")
                .endsWith("targets.o have it")
                .contains(", enter of ")
                .doesNotContain("gate");
    }

    @Test
    void aFunctionThatNoProgramHasIsNamed() {
        assertThat(missing("extensions:decide_same", "targets:leave", "targets:filter"))
                .startsWith("the function decide: none of leave of ")
                .endsWith(" has it");
        assertThat(missing("extensions:decide_again", "targets:gate"))
                .startsWith("the function decide_same: gate of ")
                .endsWith(" has none");
    }

    @Test
    void nothingIsAttachedToAProgramThatIsNotAccepted() {
        assertThat(missing("extensions:decide_again", "extensions:decide_same")).startsWith(
                "the loaded program decide_same of ")
                .endsWith(
                        "it is not known whether Linux accepts it, for want of the program that it replaces decide of");
        assertThat(verify(SETTINGS, "extensions:decide_again", "extensions:decide_same", "targets:lone"))
                .isInstanceOfSatisfying(Verdict.Unsupported.class, verdict -> assertThat(verdict.missing())
                        .endsWith("Linux refuses it: Subprog decide doesn't exist"));
    }

    @Test
    void aProgramIsNotItsOwnTarget() {
        assertThat(missing("extensions:decide_same", "extensions:decide_same"))
                .isEqualTo("the program that it replaces decide of");
    }

    @Test
    void theLogNamesTheFunctionThatIsValidated() {
        TargetProgram program = program("extensions:sum_unchecked");
        VerifierLog log = new VerifierLog(VerifierLog.PATH);
        new Verifier(SETTINGS.withTargets(List.of(program("targets:gate"))))
                .verify(program.object(), program.name(), log);
        assertThat(log.text())
                .startsWith("Validating sum_unchecked() func#0...\n0: R1=mem_or_null(id=1,sz=8) R10=fp0\n")
                .contains("R1 invalid mem access 'mem_or_null'\n");
    }

    @Test
    void aRefusedExtensionIsExplained() {
        TargetProgram program = program("extensions:sum_unchecked");
        Explanation explanation = new Verifier(SETTINGS.withTargets(List.of(program("targets:gate"))))
                .explain(program.object(), program.name())
                .orElseThrow();
        assertThat(explanation.text()).contains("R1 invalid mem access 'mem_or_null'", "extensions.bpf.c:");
    }
}
