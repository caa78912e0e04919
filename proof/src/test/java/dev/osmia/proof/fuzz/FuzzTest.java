package dev.osmia.proof.fuzz;

import dev.osmia.kernel.BpfException;
import dev.osmia.proof.Subject;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Random programs leave the same behind in the checked engine, in the interpreter and on Linux.
 *
 * <p>{@code verify} tries a fixed number of seeds. A long run over others:
 *
 * <pre>{@code
 * ./mvnw verify -pl proof -am -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dosmia.seeds=100000 -Dosmia.seed=1000000
 * }</pre>
 *
 * A failure names its seed and shows the program in the form in which it is saved: as a file in {@code saved} beside
 * this class among the test resources, to be tried first from then on.
 */
class FuzzTest {
    private static final long FIRST_SEED = Long.getLong("osmia.seed", 1);
    private static final long SEEDS = Long.getLong("osmia.seeds", 5000);
    /** Linux refuses what takes it too long to verify, or what it cannot see to end: hardly ever of these programs. */
    private static final double REFUSED_SHARE = 0.05;

    @TestFactory
    Stream<DynamicTest> savedCasesAgree() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(Path.of("src/test/resources/dev/osmia/proof/fuzz/saved"))) {
            files = list.sorted().toList();
        }
        return files.stream()
                .flatMap(file -> Stream.of(Subject.INTERPRETER, Subject.GUARDED, Subject.JIT, Subject.LINUX)
                        .map(subject -> DynamicTest.dynamicTest(file.getFileName() + " " + subject, () -> {
                            Scenario scenario = Scenario.parse(Files.readString(file));
                            try (Stage checked = new Stage(Subject.CHECKED); Stage other = new Stage(subject)) {
                                compare(scenario, checked, other, subject + " on " + file.getFileName());
                            }
                        })));
    }

    @ParameterizedTest
    @EnumSource(value = Subject.class, names = {"INTERPRETER", "GUARDED", "JIT", "LINUX"})
    void randomProgramsLeaveTheSameBehindAsInTheCheckedEngine(Subject subject) {
        Map<String, Integer> refusals = new TreeMap<>();
        try (Stage checked = new Stage(Subject.CHECKED); Stage other = new Stage(subject)) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                try {
                    compare(RandomProgram.of(seed), checked, other, subject + ", seed " + seed);
                } catch (BpfException refusal) {
                    refusals.merge(String.valueOf(refusal.getMessage()), 1, Integer::sum);
                }
            }
        }
        assertThat(refusals.values().stream().mapToInt(count -> count).sum()).as("refused programs: %s", refusals)
                .isLessThanOrEqualTo((int) (SEEDS * REFUSED_SHARE));
    }

    /** @throws BpfException if the other kernel refuses the program */
    private static void compare(Scenario scenario, Stage checked, Stage other, String what) {
        Outcome expected = other.run(scenario);
        Outcome outcome;
        try {
            outcome = checked.run(scenario);
        } catch (RuntimeException failure) {
            throw new AssertionError(what + ": " + failure + "\n" + scenario.text(), failure);
        }
        if (!outcome.equals(expected)) {
            fail("the checked engine differs from " + what + "\n" + outcome.differencesFrom(expected)
                    + scenario.text());
        }
    }
}
