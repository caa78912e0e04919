package dev.osmia.proof.verdicts;

import dev.osmia.proof.fuzz.Dice;
import dev.osmia.verifier.internal.number.Scalar;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that the verifier accepts are not stopped by the checked engine, whatever they are given, and their registers
 * hold what the verifier claims. More programs, and others, with {@code -Dosmia.programs} and {@code -Dosmia.seed} as in
 * {@link VerifierAgreementTest}.
 */
class VerifierSoundnessTest {
    private static final long FIRST_SEED = Long.getLong("osmia.seed", 1);
    private static final long PROGRAMS = Long.getLong("osmia.programs", 300);

    @Test
    void acceptedProgramsRunAsClaimed() {
        try (Trial trial = new Trial()) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
                Candidate candidate = RandomCandidate.of(seed);
                String fault = trial.fault(candidate, new Dice(seed));
                assertThat(fault).as("seed " + seed + "\n" + (fault.isEmpty() ? "" : candidate.text())).isEmpty();
            }
            assertThat(trial.programs()).isGreaterThan((int) (PROGRAMS / 4));
            assertThat(trial.watched()).isGreaterThan((int) (PROGRAMS / 5));
        }
    }

    @Test
    void claimsAreHeldAgainstAllThatIsKnownOfANumber() {
        Scalar claim = Scalar.within(-4, 3);
        assertThat(Claims.contains(claim, -4)).isTrue();
        assertThat(Claims.contains(claim, 3)).isTrue();
        assertThat(Claims.contains(claim, 4)).isFalse();
        assertThat(Claims.contains(claim, -5)).isFalse();
        assertThat(Claims.contains(Scalar.of(8), 9)).isFalse();
    }
}
