package dev.osmia.proof.conformance;

import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.Kernel;
import dev.osmia.proof.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Every instruction computes what RFC 9669 says: on each engine, and on Linux where it takes the instruction. */
class ConformanceTest {
    private static final int SHOWN = 10;
    private static final List<Family> FAMILIES = Stream
            .of(ArithmeticCases.all(), JumpCases.all(), MemoryCases.all(), AtomicCases.all())
            .flatMap(List::stream)
            .toList();

    static Stream<Arguments> familiesAndSubjects() {
        return Stream.of(Subject.values())
                .flatMap(subject -> FAMILIES.stream().map(family -> Arguments.of(subject, family)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("familiesAndSubjects")
    void leavesTheNumberThatTheStandardSays(Subject subject, Family family) {
        List<Case> cases = family.cases().stream().filter(each -> each.isFor(subject)).toList();
        try (Kernel kernel = subject.open()) {
            long[] results = new Batch(cases).run(kernel);
            List<String> wrong = new ArrayList<>();
            for (int index = 0; index < results.length; index++) {
                Case each = cases.get(index);
                if (results[index] != each.expected()) {
                    wrong.add("%s is %#x, not %#x".formatted(each.describe(), results[index], each.expected()));
                }
            }
            assertThat(wrong.stream().limit(SHOWN)).as("%s of %s cases", wrong.size(), cases.size()).isEmpty();
        }
    }

    /** What no verifier lets pass has a meaning all the same, which the engines follow. */
    @ParameterizedTest
    @MethodSource("familiesThatLinuxRefusesInPart")
    void linuxRefusesImmediatesThatMakeNoSense(Family family) {
        try (Kernel kernel = Subject.LINUX.open()) {
            for (Case each : family.cases()) {
                assertThatExceptionOfType(BpfException.class).as(each.describe())
                        .isThrownBy(() -> new Batch(List.of(each)).run(kernel))
                        .withMessageContaining(each.refusal());
            }
        }
    }

    static Stream<Family> familiesThatLinuxRefusesInPart() {
        return FAMILIES.stream()
                .map(family -> new Family(family.name(),
                        family.cases().stream().filter(each -> !each.refusal().isEmpty()).limit(SHOWN).toList()))
                .filter(family -> !family.cases().isEmpty());
    }
}
