package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class HelperPrototypesTest {
    private static List<HelperPrototype> everyPrototypeOf(Helper helper) {
        return Stream.concat(Stream.of(helper.prototype()), Stream.of(ProgramType.values()).map(helper::prototype))
                .distinct()
                .toList();
    }

    @Test
    void numbersRunFromOneTo211WithoutGap() {
        assertThat(Stream.of(Helper.values()).map(Helper::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 211).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource(Helper.class)
    void everyHelperHasAPrototypeThatFitsTheRegisters(Helper helper) {
        assertThat(everyPrototypeOf(helper)).allSatisfy(prototype -> {
            assertThat(prototype.arguments()).hasSizeBetween(0, 5);
            assertThat(prototype.result().kind()).isNotNull();
        });
    }

    @ParameterizedTest
    @EnumSource(Helper.class)
    void memoryHasEitherAFixedSizeOrItsSizeInTheNextArgument(Helper helper) {
        for (HelperPrototype prototype : everyPrototypeOf(helper)) {
            var arguments = prototype.arguments();
            for (int i = 0; i < arguments.size(); i++) {
                boolean isSized = i + 1 < arguments.size() && arguments.get(i + 1).kind().isMemorySize();
                boolean isOpenMemory = arguments.get(i).kind() == ArgumentKind.PTR_TO_MEM
                        && arguments.get(i).size() == 0;

                assertThat(isOpenMemory).as("%s, argument %d", helper, i + 1).isEqualTo(isSized);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Helper.class)
    void keysValuesAndMapValueResultsFollowTheirMap(Helper helper) {
        Set<ArgumentKind> ofMap = Set.of(ArgumentKind.PTR_TO_MAP_KEY, ArgumentKind.PTR_TO_MAP_VALUE);
        for (HelperPrototype prototype : everyPrototypeOf(helper)) {
            var kinds = prototype.arguments().stream().map(ArgumentType::kind).toList();
            boolean needsMap = kinds.stream().anyMatch(ofMap::contains)
                    || prototype.result().kind() == ReturnKind.PTR_TO_MAP_VALUE;

            assertThat(!needsMap || kinds.contains(ArgumentKind.CONST_MAP_PTR)).as("%s", helper).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Helper.class)
    void onlyPointersMayBeNullAndOnlyBtfPointersNameAStructure(Helper helper) {
        assertThat(everyPrototypeOf(helper)).allSatisfy(prototype -> {
            assertThat(prototype.arguments()).filteredOn(ArgumentType::isNullable)
                    .allSatisfy(argument -> assertThat(argument.kind().name()).startsWith("PTR_TO_"));
            assertThat(prototype.arguments()).filteredOn(argument -> !argument.structure().isEmpty())
                    .allSatisfy(argument -> assertThat(argument.kind()).isEqualTo(ArgumentKind.PTR_TO_BTF_ID));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "map_lookup_elem | PTR_TO_MAP_VALUE | true  | CONST_MAP_PTR PTR_TO_MAP_KEY",
            "map_update_elem | INTEGER          | false | CONST_MAP_PTR PTR_TO_MAP_KEY PTR_TO_MAP_VALUE ANYTHING",
            "tail_call       | VOID             | false | PTR_TO_CTX CONST_MAP_PTR ANYTHING",
            "loop            | INTEGER          | false | ANYTHING PTR_TO_FUNC PTR_TO_STACK ANYTHING",
            "ringbuf_reserve | PTR_TO_MEM       | true  | CONST_MAP_PTR CONST_ALLOC_SIZE_OR_ZERO ANYTHING",
            "dynptr_data     | PTR_TO_MEM       | true  | PTR_TO_DYNPTR ANYTHING CONST_ALLOC_SIZE_OR_ZERO",
            "kptr_xchg       | PTR_TO_BTF_ID    | true  | KPTR_XCHG_DEST PTR_TO_BTF_ID",
            "spin_lock       | VOID             | false | PTR_TO_SPIN_LOCK",
            "strtol          | INTEGER          | false | PTR_TO_MEM CONST_SIZE ANYTHING PTR_TO_MEM",
            "get_current_task_btf | PTR_TO_BTF_ID | false | ''"})
    void prototypesAreThoseOfLinux(String name, ReturnKind result, boolean nullable, String arguments) {
        HelperPrototype prototype = Helper.named(name).orElseThrow().prototype();

        assertThat(prototype.result().kind()).isEqualTo(result);
        assertThat(prototype.result().isNullable()).isEqualTo(nullable);
        assertThat(prototype.arguments().stream().map(argument -> argument.kind().name()))
                .containsExactlyElementsOf(TableText.words(arguments));
    }

    @Test
    void modifiersAndFixedSizesAreRead() {
        ArgumentType result = Helper.STRTOL.prototype().arguments().get(3);

        assertThat(result).isEqualTo(new ArgumentType(ArgumentKind.PTR_TO_MEM, "",
                Set.of(TypeModifier.UNINIT, TypeModifier.WRITE, TypeModifier.ALIGNED), 8));
        assertThat(Helper.SK_RELEASE.prototype().arguments().getFirst().is(TypeModifier.RELEASE)).isTrue();
        assertThat(Helper.GET_CURRENT_TASK_BTF.prototype().result())
                .isEqualTo(new ReturnType(ReturnKind.PTR_TO_BTF_ID, "task_struct", Set.of(TypeModifier.TRUSTED)));
    }

    @ParameterizedTest
    @CsvSource({"fib_lookup, 1", "sysctl_get_name, 1", "read_branch_records, 1", "snprintf_btf, 0", "snprintf, 0",
            "load_hdr_opt, 1", "probe_read_kernel, 0", "skb_load_bytes, 2", "check_mtu, 2"})
    void memoryThatAHelperFillsMayNotBeReadOnly(String name, int argument) {
        assertThat(Helper.named(name).orElseThrow().prototype().arguments().get(argument).is(TypeModifier.WRITE))
                .isTrue();
    }

    @Test
    void propertiesAreRead() {
        assertThat(Helper.MAP_LOOKUP_ELEM.prototype().takesPacketPointers()).isTrue();
        assertThat(Helper.COPY_FROM_USER.prototype().maySleep()).isTrue();
        assertThat(Helper.GET_SMP_PROCESSOR_ID.prototype().isFastCall()).isTrue();
        assertThat(Helper.TRACE_PRINTK.prototype().isGplOnly()).isTrue();
        assertThat(Helper.KTIME_GET_NS.prototype().properties()).isEmpty();
    }

    @Test
    void helpersThatMovePacketsVoidPointersIntoThem() {
        assertThat(Helper.XDP_ADJUST_HEAD.prototype().changesPacket()).isTrue();
        assertThat(Helper.TAIL_CALL.prototype().changesPacket()).isTrue();
        assertThat(Helper.XDP_STORE_BYTES.prototype().changesPacket()).isFalse();
    }

    @Test
    void pointersIntoThePacketGoToHelpersThatTakeThemUnlessTheyAreAnOption() {
        HelperPrototype lookup = Helper.MAP_LOOKUP_ELEM.prototype();
        HelperPrototype print = Helper.TRACE_PRINTK.prototype();

        assertThat(PacketAccess.of(ProgramType.XDP).mayPassTo(lookup)).isTrue();
        assertThat(PacketAccess.of(ProgramType.XDP).mayPassTo(print)).isFalse();
        assertThat(PacketAccess.of(ProgramType.SOCKET_FILTER).mayPassTo(lookup)).isFalse();
        assertThat(PacketAccess.of(ProgramType.CGROUP_SOCKOPT).mayPassTo(print)).isTrue();
        assertThat(PacketAccess.of(ProgramType.CGROUP_SKB).mayWrite()).isFalse();
        assertThat(PacketAccess.of(ProgramType.SK_MSG).mayWrite()).isTrue();
    }

    @Test
    void aHelperMayDifferBetweenProgramTypes() {
        assertThat(Helper.GET_SOCKET_COOKIE.prototype(ProgramType.SCHED_CLS).arguments().getFirst().kind())
                .isEqualTo(ArgumentKind.PTR_TO_CTX);
        assertThat(Helper.GET_SOCKET_COOKIE.prototype(ProgramType.TRACING).arguments().getFirst().kind())
                .isEqualTo(ArgumentKind.PTR_TO_BTF_ID_SOCK_COMMON);
        assertThat(Helper.GET_CGROUP_CLASSID.prototype(ProgramType.XDP).arguments()).isEmpty();
        assertThat(Helper.GET_CGROUP_CLASSID.prototype(ProgramType.SCHED_CLS).arguments()).hasSize(1);
        assertThat(Helper.GET_FUNC_IP.prototype(ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI).isGplOnly())
                .isFalse();
        assertThat(Helper.GET_FUNC_IP.prototype(ProgramType.KPROBE).isGplOnly()).isTrue();
    }

    @Test
    void namesAreFoundWithAndWithoutPrefix() {
        assertThat(Helper.named("bpf_map_lookup_elem")).contains(Helper.MAP_LOOKUP_ELEM);
        assertThat(Helper.named("map_lookup_elem")).contains(Helper.MAP_LOOKUP_ELEM);
        assertThat(Helper.named("bpf_bpf_map_lookup_elem")).isEmpty();
        assertThat(Helper.named("MAP_LOOKUP_ELEM")).isEmpty();
        assertThat(Helper.named("")).isEmpty();
        assertThat(Helper.REDIRECT.functionName()).isEqualTo("bpf_redirect");
    }

    @Test
    void socketOptionsAreForHooksThatHoldTheSocketOrMadeIt() {
        assertThat(HelperSets.of(ProgramType.LSM, AttachType.LSM_CGROUP, "socket_bind")).doesNotContain(
                Helper.SETSOCKOPT, Helper.GETSOCKOPT);
        assertThat(HelperSets.of(ProgramType.LSM, AttachType.LSM_CGROUP, "socket_post_create")).contains(
                Helper.SETSOCKOPT, Helper.GETSOCKOPT);
    }

    @Test
    void programsThatReplaceAnotherHaveNoSetOfTheirOwn() {
        assertThat(HelperSets.of(ProgramType.EXT)).isEmpty();
    }

    @Test
    void whereAProgramIsAttachedAddsHelpers() {
        assertThat(HelperSets.of(ProgramType.TRACING)).doesNotContain(Helper.GET_FUNC_ARG, Helper.SEQ_PRINTF);
        assertThat(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_FENTRY)).contains(Helper.GET_FUNC_ARG)
                .containsAll(HelperSets.of(ProgramType.TRACING));
        assertThat(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_ITER)).contains(Helper.SEQ_PRINTF);
        assertThat(HelperSets.of(ProgramType.XDP, AttachType.XDP_DEVMAP)).isEqualTo(HelperSets.of(ProgramType.XDP));
    }

    @ParameterizedTest
    @CsvSource({"D_PATH, TRACING, TRACE_ITER, '', false, true",
            "D_PATH, TRACING, TRACE_FENTRY, filp_close, false, true",
            "D_PATH, TRACING, TRACE_FENTRY, d_path, false, false", "D_PATH, LSM, LSM_MAC, file_open, true, true",
            "D_PATH, LSM, LSM_MAC, file_alloc_security, false, false",
            "IMA_FILE_HASH, LSM, LSM_MAC, file_open, true, true",
            "SK_STORAGE_GET, TRACING, TRACE_RAW_TP, sched_switch, false, true",
            "SK_STORAGE_GET, TRACING, TRACE_FENTRY, tcp_connect, false, true",
            "SK_STORAGE_GET, TRACING, TRACE_FENTRY, bpf_sk_storage_get, false, false",
            "SK_STORAGE_GET, TRACING, TRACE_FENTRY, '', false, false",
            "SK_STORAGE_GET, TRACING, MODIFY_RETURN, tcp_connect, false, false",
            "SK_STORAGE_GET, LSM, LSM_CGROUP, socket_bind, true, true",
            "KTIME_GET_NS, TRACING, TRACE_ITER, '', false, true"})
    void someHelpersAreRefusedWhereTheyCouldRunIntoThemselves(Helper helper, ProgramType program, AttachType attach,
            String target, boolean sleepableHook, boolean open) {
        assertThat(HelperGates.isOpen(helper, program, attach, target, sleepableHook)).isEqualTo(open);
    }

    @Test
    void programsOnSystemCallsCannotCallWhatTracingProgramsMayOnlySometimes() {
        assertThat(HelperGates.isOpen(Helper.D_PATH, ProgramType.SYSCALL)).isFalse();
        assertThat(HelperGates.isOpen(Helper.SK_STORAGE_GET, ProgramType.SYSCALL)).isFalse();
        assertThat(HelperGates.isOpen(Helper.SK_STORAGE_GET, ProgramType.SCHED_CLS)).isTrue();
        assertThat(HelperGates.isOpen(Helper.KTIME_GET_NS, ProgramType.SYSCALL)).isTrue();
    }

    @Test
    void whatAProgramIsForAddsHelpersAndTakesThemAway() {
        assertThat(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_ITER)).doesNotContain(Helper.SETSOCKOPT);
        assertThat(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_ITER, "tcp")).contains(Helper.SETSOCKOPT)
                .containsAll(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_ITER));
        assertThat(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_ITER, "task"))
                .isEqualTo(HelperSets.of(ProgramType.TRACING, AttachType.TRACE_ITER));
        assertThat(HelperSets.of(ProgramType.STRUCT_OPS)).doesNotContain(Helper.TCP_SEND_ACK);
        assertThat(HelperSets.ofOperation("tcp_congestion_ops", "init")).contains(Helper.TCP_SEND_ACK,
                Helper.SETSOCKOPT);
        assertThat(HelperSets.ofOperation("tcp_congestion_ops", "release")).contains(Helper.TCP_SEND_ACK)
                .doesNotContain(Helper.SETSOCKOPT);
        assertThat(HelperSets.ofOperation("Qdisc_ops", "enqueue")).isEqualTo(HelperSets.of(ProgramType.STRUCT_OPS));
        assertThat(HelperSets.ofOperation("bpf_dummy_ops", "test_1")).isEmpty();
    }
}
