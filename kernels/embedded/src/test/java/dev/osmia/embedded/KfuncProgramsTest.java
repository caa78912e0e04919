package dev.osmia.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Kernel functions, iterators and dynptrs against what Linux has answered. */
class KfuncProgramsTest {

    static List<KfuncCase> cases() {
        return KfuncCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theCheckedEngineAnswersAsLinuxDoes(KfuncCase kfuncCase) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(EngineKind.CHECKED).open()) {
            assertThat(kfuncCase.run(kernel)).isEqualTo(kfuncCase.outcome());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theInterpreterAnswersAsLinuxDoes(KfuncCase kfuncCase) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(EngineKind.INTERPRETER).open()) {
            assertThat(kfuncCase.run(kernel)).isEqualTo(kfuncCase.outcome());
        }
    }

    @Test
    void everyProgramOfTheObjectsHasBeenRunOnLinux() {
        Set<String> measured = cases().stream().map(KfuncCase::toString).collect(Collectors.toSet());
        Stream<String> written = cases().stream()
                .map(KfuncCase::object)
                .distinct()
                .flatMap(
                        object -> KfuncCase.spec(object).programs().keySet().stream().map(name -> object + " " + name));
        assertThat(measured).containsExactlyInAnyOrderElementsOf(written.toList());
    }
}
