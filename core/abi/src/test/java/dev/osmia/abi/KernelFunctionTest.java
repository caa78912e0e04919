package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class KernelFunctionTest {
    static Collection<KernelFunction> all() {
        return KernelFunction.all();
    }

    static Stream<KernelFunction> withPrototype() {
        return all().stream().filter(function -> function.prototype().isPresent());
    }

    private static KernelFunction function(String name) {
        return KernelFunction.named(name).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFunctionIsFoundByItsName(KernelFunction function) {
        assertThat(KernelFunction.named(function.name())).contains(function);
        assertThat(function.registrations()).isNotEmpty();
    }

    @Test
    void aNameThatIsNoneIsNotFound() {
        assertThat(KernelFunction.named("bpf_no_such_function")).isEmpty();
        assertThat(KernelFunction.named("set")).isEmpty();
    }

    @Test
    void programTypesThatShareARegistrationMayCallTheSame() {
        assertThat(Stream.of(ProgramType.values()).filter(function("bpf_cpumask_create")::isAllowed))
                .containsExactlyInAnyOrder(ProgramType.TRACING, ProgramType.TRACEPOINT, ProgramType.PERF_EVENT,
                        ProgramType.LSM, ProgramType.STRUCT_OPS, ProgramType.SYSCALL);
        assertThat(ProgramType.values()).allMatch(function("bpf_iter_num_new")::isAllowed);
    }

    @Test
    void someAreOnlyForProgramsAtSomePlaces() {
        KernelFunction destroy = function("bpf_sock_destroy");

        assertThat(ProgramType.values()).noneMatch(destroy::isAllowed);
        assertThat(destroy.isAllowed(ProgramType.TRACING, AttachType.TRACE_ITER)).isTrue();
        assertThat(destroy.isAllowed(ProgramType.TRACING, AttachType.TRACE_RAW_TP)).isFalse();
        assertThat(function("bpf_session_cookie").isAllowed(ProgramType.KPROBE, AttachType.TRACE_UPROBE_SESSION))
                .isTrue();
        assertThat(function("bpf_iter_num_new").isAllowed(ProgramType.TRACING, AttachType.TRACE_ITER)).isTrue();
    }

    @Test
    void someAreOnlyForSomeOperationsOfTheKernel() {
        KernelFunction drop = function("bpf_qdisc_skb_drop");

        assertThat(drop.isAllowed(ProgramType.STRUCT_OPS)).isFalse();
        assertThat(drop.isAllowedIn("Qdisc_ops", "enqueue")).isTrue();
        assertThat(drop.isAllowedIn("Qdisc_ops", "dequeue")).isFalse();
        assertThat(function("bpf_kfree_skb").isAllowedIn("Qdisc_ops", "dequeue")).isTrue();
        assertThat(function("bpf_kfree_skb").isAllowedIn("tcp_congestion_ops", "init")).isFalse();
        assertThat(function("tcp_slow_start").isAllowedIn("tcp_congestion_ops", "init")).isTrue();
        assertThat(function("bpf_iter_num_new").isAllowedIn("tcp_congestion_ops", "init")).isTrue();
        assertThat(function("bpf_crypto_encrypt").isAllowedIn("tcp_congestion_ops", "init")).isFalse();
    }

    @Test
    void aFunctionMayBeMarkedOtherwiseForOtherPrograms() {
        KernelFunction request = function("hid_bpf_hw_request");

        assertThat(request.flags(ProgramType.STRUCT_OPS)).containsExactly(KernelFunctionFlag.SLEEPABLE);
        assertThat(request.flags(ProgramType.SYSCALL)).isEmpty();
        assertThat(request.flags(ProgramType.XDP)).isEmpty();
    }

    @Test
    void someAreThereToHaveTheirResultChanged() {
        assertThat(function("bpf_fentry_test1").modifyReturnFlags()).contains(Set.of(KernelFunctionFlag.SLEEPABLE));
        assertThat(function("bpf_modify_return_test").modifyReturnFlags()).contains(Set.of());
        assertThat(ProgramType.values()).noneMatch(function("bpf_modify_return_test")::isAllowed);
        assertThat(function("bpf_modify_return_test_tp").modifyReturnFlags()).isPresent();
        assertThat(function("bpf_modify_return_test_tp").isAllowed(ProgramType.XDP)).isTrue();
        assertThat(function("bpf_throw").modifyReturnFlags()).isEmpty();
    }

    @Test
    void mapsMayReferToStructuresThatCanBeGivenBack() {
        assertThat(KernelFunction.destructor("task_struct")).contains("bpf_task_release_dtor");
        assertThat(KernelFunction.destructor("file")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void iteratorsComeInThrees(KernelFunction function) {
        for (KernelFunction.Registration registration : function.registrations()) {
            if (registration.flags().contains(KernelFunctionFlag.ITER_NEW)) {
                String name = function.name().substring(0, function.name().length() - "new".length());
                assertThat(function.name()).endsWith("_new");
                assertThat(flags(name + "next")).contains(KernelFunctionFlag.ITER_NEXT, KernelFunctionFlag.RET_NULL);
                assertThat(flags(name + "destroy")).contains(KernelFunctionFlag.ITER_DESTROY);
            }
        }
    }

    private static Set<KernelFunctionFlag> flags(String name) {
        return function(name).registrations().getFirst().flags();
    }

    @ParameterizedTest
    @MethodSource("withPrototype")
    void everyPrototypeFitsTheRegistersAndSizesItsMemory(KernelFunction function) {
        List<ArgumentType> arguments = function.prototype().orElseThrow().arguments();
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
    @MethodSource("withPrototype")
    void aResultMayBeNullWhereTheFunctionIsMarkedSo(KernelFunction function) {
        assertThat(function.prototype().orElseThrow().result().isNullable())
                .isEqualTo(flags(function.name()).contains(KernelFunctionFlag.RET_NULL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bpf_iter_num_new  | INTEGER    | PTR_TO_ITER ANYTHING ANYTHING",
            "bpf_iter_num_next | PTR_TO_MEM | PTR_TO_ITER",
            "bpf_dynptr_slice  | PTR_TO_MEM | PTR_TO_DYNPTR ANYTHING PTR_TO_MEM CONST_SIZE_OR_ZERO",
            "bpf_rcu_read_lock | VOID       | ''"})
    void prototypesAreThoseOfLinux(String name, ReturnKind result, String arguments) {
        HelperPrototype prototype = function(name).prototype().orElseThrow();
        assertThat(prototype.result().kind()).isEqualTo(result);
        assertThat(prototype.arguments()
                .stream()
                .map(argument -> argument.kind().name())
                .collect(Collectors.joining(" "))).isEqualTo(arguments);
    }

    @Test
    void functionsOnLinuxStructuresHaveTheirPrototypeInBtfOnly() {
        assertThat(function("bpf_task_acquire").prototype()).isEmpty();
    }
}
