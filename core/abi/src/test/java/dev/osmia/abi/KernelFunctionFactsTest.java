package dev.osmia.abi;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class KernelFunctionFactsTest {
    /** Loads only with a BTF target, so that nobody could be asked, or is Osmia's own. */
    private static final Set<ProgramType> NOT_ASKED = EnumSet.complementOf(Facts.of("kfuncs")
            .stream()
            .flatMap(fact -> fact.stream().skip(1))
            .filter(name -> !name.equals("all"))
            .map(ProgramType::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProgramType.class))));

    static Stream<List<String>> facts() {
        return Facts.of("kfuncs").stream();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void programsMayCallWhatLinuxLetsThemCall(List<String> fact) {
        KernelFunction kfunc = KernelFunction.named(fact.getFirst()).orElseThrow();
        List<String> allowed = fact.subList(1, fact.size());
        if (allowed.equals(List.of("all"))) {
            assertThat(ProgramType.values()).allMatch(kfunc::isAllowed);
        } else {
            assertThat(Stream.of(ProgramType.values())
                    .filter(type -> !NOT_ASKED.contains(type))
                    .filter(kfunc::isAllowed)
                    .map(Enum::name)).containsExactlyInAnyOrderElementsOf(allowed);
        }
    }
}
