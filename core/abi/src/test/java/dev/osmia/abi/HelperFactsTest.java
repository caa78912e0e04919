package dev.osmia.abi;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class HelperFactsTest {
    /** Lockdown forbids the first on the kernel that was asked, and that was built without kprobes for the second. */
    private static final Set<Helper> NOT_THERE = EnumSet.of(Helper.PROBE_WRITE_USER, Helper.OVERRIDE_RETURN);

    static Stream<List<String>> facts() {
        return Facts.of("helpers").stream();
    }

    static Stream<List<String>> callable() {
        return facts().filter(fact -> fact.get(1).equals("callable"));
    }

    static Stream<List<String>> gplOnly() {
        return facts().filter(fact -> fact.get(1).equals("gpl"));
    }

    @ParameterizedTest
    @MethodSource("callable")
    void programsMayCallWhatLinuxLetsThemCall(List<String> fact) {
        var ours = EnumSet.copyOf(allowed(fact));
        ours.removeAll(NOT_THERE);

        assertThat(ours).containsExactlyInAnyOrderElementsOf(helpers(fact));
    }

    static Stream<List<String>> withoutPerfmon() {
        return Facts.of("perfmon").stream();
    }

    @ParameterizedTest
    @MethodSource("withoutPerfmon")
    void helpersThatLookIntoTheKernelAreForLoadersWithCapPerfmon(List<String> fact) {
        Set<Helper> lost = EnumSet.copyOf(allowed(fact));
        lost.retainAll(HelperSets.onlyWithPerfmon(program(fact)));

        assertThat(lost.stream().map(Helper::id).map(String::valueOf))
                .containsExactlyInAnyOrderElementsOf(fact.subList(1, fact.size()));
    }

    @ParameterizedTest
    @MethodSource("gplOnly")
    void helpersAreForFreeProgramsWhereLinuxSaysSo(List<String> fact) {
        Set<Helper> ours = allowed(fact).stream()
                .filter(helper -> !NOT_THERE.contains(helper))
                .filter(helper -> prototype(helper, fact).isGplOnly())
                .collect(Collectors.toSet());

        assertThat(ours).containsExactlyInAnyOrderElementsOf(helpers(fact));
    }

    private static Set<Helper> allowed(List<String> fact) {
        return attach(fact).map(attach -> HelperSets.of(program(fact), attach))
                .orElseGet(() -> HelperSets.of(program(fact)));
    }

    private static HelperPrototype prototype(Helper helper, List<String> fact) {
        return attach(fact).map(attach -> helper.prototype(program(fact), attach))
                .orElseGet(() -> helper.prototype(program(fact)));
    }

    private static ProgramType program(List<String> fact) {
        return ProgramType.valueOf(fact.get(0).split("/", -1)[0]);
    }

    private static Optional<AttachType> attach(List<String> fact) {
        return Stream.of(fact.get(0).split("/", -1)).skip(1).findFirst().map(AttachType::valueOf);
    }

    private static Set<Helper> helpers(List<String> fact) {
        return fact.stream()
                .skip(2)
                .map(id -> Helper.of(Integer.parseInt(id)).orElseThrow())
                .collect(Collectors.toSet());
    }
}
