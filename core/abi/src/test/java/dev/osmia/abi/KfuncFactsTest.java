package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class KfuncFactsTest {
    /** Loads only with a BTF target, so that nobody could be asked, or is Osmia's own. */
    private static final Set<ProgramType> NOT_ASKED = EnumSet.complementOf(Facts.of("kfuncs")
            .stream()
            .flatMap(fact -> fact.stream().skip(1))
            .filter(name -> !name.equals("all"))
            .map(ProgramType::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProgramType.class))));

    /** Refused to programs that may not write to packets, but only once Linux looks at the arguments of a call. */
    private static final String NARROWER = "bpf_dynptr_slice_rdwr";

    private static final Map<String, List<String>> FACTS = Facts.of("kfuncs")
            .stream()
            .collect(Collectors.toMap(List::getFirst, fact -> fact.subList(1, fact.size())));

    static Stream<Kfunc> askable() {
        return Kfunc.all()
                .stream()
                .filter(kfunc -> !kfunc.prototype().needsDevice() && !kfunc.name().equals(NARROWER));
    }

    static Collection<Kfunc> all() {
        return Kfunc.all();
    }

    @ParameterizedTest
    @MethodSource("askable")
    void programsMayCallWhatLinuxLetsThemCall(Kfunc kfunc) {
        List<String> allowed = FACTS.getOrDefault(kfunc.name(), List.of());
        if (allowed.equals(List.of("all"))) {
            assertThat(kfunc.programs()).containsExactlyInAnyOrder(ProgramType.values());
        } else {
            assertThat(kfunc.programs().stream().filter(type -> !NOT_ASKED.contains(type)).map(Enum::name))
                    .containsExactlyInAnyOrderElementsOf(allowed);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyPrototypeFitsTheRegistersAndSizesItsMemory(Kfunc kfunc) {
        List<ArgumentType> arguments = kfunc.prototype().arguments();
        assertThat(arguments).hasSizeLessThanOrEqualTo(5);
        for (int index = 0; index < arguments.size(); index++) {
            ArgumentType argument = arguments.get(index);
            boolean sized = index + 1 < arguments.size() && arguments.get(index + 1).kind().isMemorySize();
            switch (argument.kind()) {
                case PTR_TO_MEM -> assertThat(argument.size() > 0).isNotEqualTo(sized);
                case PTR_TO_ITER, PTR_TO_IRQ_FLAG -> assertThat(argument.size()).isPositive();
                default -> assertThat(sized).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bpf_iter_num_new  | INTEGER    | false | PTR_TO_ITER ANYTHING ANYTHING",
            "bpf_iter_num_next | PTR_TO_MEM | true  | PTR_TO_ITER",
            "bpf_dynptr_slice  | PTR_TO_MEM | true  | PTR_TO_DYNPTR ANYTHING PTR_TO_MEM CONST_SIZE_OR_ZERO",
            "bpf_rcu_read_lock | VOID       | false | ''"})
    void prototypesAreThoseOfLinux(String name, ReturnKind result, boolean nullable, String arguments) {
        HelperPrototype prototype = Kfunc.named(name).orElseThrow().prototype();
        assertThat(prototype.result().kind()).isEqualTo(result);
        assertThat(prototype.result().isNullable()).isEqualTo(nullable);
        assertThat(prototype.arguments()
                .stream()
                .map(argument -> argument.kind().name())
                .collect(Collectors.joining(" "))).isEqualTo(arguments);
    }

    @Test
    void aNameThatIsNoneIsNotFound() {
        assertThat(Kfunc.named("bpf_no_such_function")).isEmpty();
    }
}
