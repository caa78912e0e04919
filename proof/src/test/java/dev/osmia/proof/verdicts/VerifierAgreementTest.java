package dev.osmia.proof.verdicts;

import dev.osmia.linux.LinuxKernel;
import dev.osmia.verifier.VerifierSettings;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The verifier answers as Linux 6.18 does.
 *
 * <p>{@code verify} tries a fixed number of random programs. A long run over others:
 *
 * <pre>{@code
 * ./mvnw verify -pl proof -am -Dtest=VerifierAgreementTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dosmia.programs=200000 -Dosmia.seed=1000000
 * }</pre>
 *
 * A failure shows the smallest program found in the form in which it is saved: as a file in {@code saved} beside this
 * class among the test resources, with Linux's answer in it.
 */
class VerifierAgreementTest {
    private static final Path SAVED = Path.of("src/test/resources/dev/osmia/proof/verdicts/saved");
    private static final long FIRST_SEED = Long.getLong("osmia.seed", 1);
    private static final long PROGRAMS = Long.getLong("osmia.programs", 1500);
    private static final Optional<String> NO_LINUX = LinuxKernel.unavailableReason();
    /** Whose answers are recorded. */
    private static final String RECORDED_VERSION = "6.18.44";
    /** Below that the generator tries little but refusals. */
    private static final double ACCEPTED_SHARE = 0.4;

    private static Stream<Path> saved() throws IOException {
        try (Stream<Path> list = Files.list(SAVED)) {
            return list.sorted().toList().stream();
        }
    }

    @TestFactory
    Stream<DynamicTest> savedProgramsGetTheAnswerThatLinuxGave() throws IOException {
        Verifiers ours = new Verifiers(VerifierSettings.PRIVILEGED.withCpus(2));
        return saved().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Candidate.Saved saved = Candidate.Saved.parse(Files.readString(file));
            assertThat(ours.ask(saved.candidate())).isEqualTo(saved.linux());
        }));
    }

    @Test
    void linuxStillGivesTheAnswersThatAreSaved() throws IOException {
        assumeTrue(NO_LINUX.isEmpty(), () -> NO_LINUX.orElse(""));
        assumeTrue(RECORDED_VERSION.equals(System.getProperty("os.version")),
                () -> "the answers are those of Linux " + RECORDED_VERSION);
        try (Verifiers.Linux linux = new Verifiers.Linux()) {
            List<Path> files = saved().toList();
            for (Path file : files) {
                Candidate.Saved saved = Candidate.Saved.parse(Files.readString(file));
                assertThat(linux.ask(saved.candidate())).as(file.toString()).isEqualTo(saved.linux());
            }
        }
    }

    @Test
    void randomProgramsGetLinuxsAnswer() {
        assumeTrue(NO_LINUX.isEmpty(), () -> NO_LINUX.orElse(""));
        assumeTrue(System.getProperty("os.version").startsWith("6.18."), "the verifier is that of Linux 6.18");
        try (Verifiers.Linux linux = new Verifiers.Linux()) {
            Comparison comparison = new Comparison(linux);
            for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
                assertThat(comparison.difference(RandomCandidate.of(seed))).as("seed " + seed).isEmpty();
            }
            assertThat(comparison.unsupported()).isEmpty();
            assertThat(comparison.accepted()).isGreaterThan((int) (PROGRAMS * ACCEPTED_SHARE));
        }
    }
}
