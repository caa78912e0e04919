package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class EnumFactsTest {
    /** Second names of values that have a better one. */
    private static final Set<String> ALIASES = Set.of("BPF_PROG_RUN", "BPF_MAP_TYPE_CGROUP_STORAGE_DEPRECATED",
            "BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE_DEPRECATED");

    private static final ProgramType[] LINUX_PROGRAM_TYPES = Stream.of(ProgramType.values())
            .filter(ProgramType::isLinux)
            .toArray(ProgramType[]::new);

    static Stream<Arguments> enums() {
        return Stream.of(
                table("bpf_prog_type", LINUX_PROGRAM_TYPES, ProgramType::linuxName, ProgramType::id),
                table("bpf_attach_type", AttachType.values(), AttachType::linuxName, AttachType::id),
                table("bpf_map_type", MapType.values(), MapType::linuxName, MapType::id),
                table("bpf_link_type", LinkType.values(), LinkType::linuxName, LinkType::id),
                table("bpf_cmd", BpfCommand.values(), BpfCommand::linuxName, BpfCommand::id),
                table("bpf_func_id", Helper.values(), Helper::linuxName, Helper::id),
                table("xdp_action", XdpAction.values(), XdpAction::linuxName, XdpAction::code),
                table("BPF_ANY", UpdateFlag.values(), UpdateFlag::linuxName, UpdateFlag::value),
                table("BPF_F_NO_PREALLOC", MapFlag.values(), MapFlag::linuxName, MapFlag::value));
    }

    private static <T> Arguments table(String name, T[] ours, Function<T, String> linuxName, ToLongFunction<T> value) {
        return Arguments.of(name, new TreeMap<>(Arrays.stream(ours)
                .collect(
                        Collectors.toMap(linuxName, value::applyAsLong))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("enums")
    void everyConstantOfLinuxIsInTheTableAndNoOther(String name, Map<String, Long> ours) {
        assertThat(ours).isEqualTo(linux(name));
    }

    private static Map<String, Long> linux(String name) {
        return new TreeMap<>(Facts.of("enums")
                .stream()
                .filter(fact -> fact.get(0).equals(name))
                .filter(fact -> !fact.get(1).startsWith("__")
                        && !fact.get(1).toUpperCase(Locale.ROOT).endsWith("_UNSPEC"))
                .filter(fact -> !ALIASES.contains(fact.get(1)))
                .collect(Collectors.toMap(fact -> fact.get(1), fact -> Long.valueOf(fact.get(2)))));
    }

    static Stream<Arguments> flagClasses() {
        return Stream.of(
                Arguments.of(RedirectFlags.class, Set.of("BPF_F_INGRESS")),
                Arguments.of(AdjustRoomFlags.class,
                        Set.of("BPF_F_ADJ_ROOM_FIXED_GSO", "bpf_adj_room_mode", "BPF_ADJ_ROOM_ENCAP_L2_MASK")),
                Arguments.of(ChecksumFlags.class, Set.of("BPF_F_RECOMPUTE_CSUM", "BPF_F_HDR_FIELD_MASK",
                        "BPF_F_PSEUDO_HDR", "BPF_CSUM_LEVEL_QUERY")),
                Arguments.of(RingBufferFlags.class,
                        Set.of("BPF_RB_NO_WAKEUP", "BPF_RB_AVAIL_DATA", "BPF_RINGBUF_BUSY_BIT")),
                Arguments.of(PerfEventFlags.class, Set.of("BPF_F_INDEX_MASK")),
                Arguments.of(StackFlags.class, Set.of("BPF_F_SKIP_FIELD_MASK")),
                Arguments.of(TunnelFlags.class,
                        Set.of("BPF_F_TUNINFO_IPV6", "BPF_F_ZERO_CSUM_TX", "BPF_F_TUNINFO_FLAGS")),
                Arguments.of(TimerFlags.class, Set.of("BPF_F_TIMER_ABS")),
                Arguments.of(FibLookupFlags.class, Set.of("BPF_FIB_LOOKUP_DIRECT", "BPF_FIB_LKUP_RET_SUCCESS")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flagClasses")
    void flagsOfHelpersHaveTheValuesThatLinuxGivesThem(Class<?> ours, Set<String> enums) {
        var values = Arrays.stream(ours.getDeclaredFields()).map(EnumFactsTest::value).sorted().toList();
        var linux = Facts.of("enums")
                .stream()
                .filter(fact -> enums.contains(fact.get(0)))
                .map(fact -> Long.valueOf(fact.get(2)))
                .sorted()
                .toList();

        assertThat(values).isEqualTo(linux);
    }

    private static Long value(Field constant) {
        try {
            long value = constant.getLong(null);
            return constant.getType() == int.class ? Long.valueOf(Integer.toUnsignedLong((int) value)) : value;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 1000, Integer.MAX_VALUE})
    void numbersThatLinuxDoesNotKnowHaveNoConstant(int id) {
        assertThat(ProgramType.of(id)).isEmpty();
        assertThat(AttachType.of(id)).isEmpty();
        assertThat(MapType.of(id)).isEmpty();
        assertThat(LinkType.of(id)).isEmpty();
        assertThat(BpfCommand.of(id)).isEmpty();
        assertThat(Helper.of(id)).isEmpty();
        assertThat(Errno.of(id)).isEmpty();
        assertThat(XdpAction.of(id)).isEmpty();
    }

    @Test
    void unspecifiedIsNoType() {
        assertThat(ProgramType.of(0)).isEmpty();
        assertThat(MapType.of(0)).isEmpty();
        assertThat(LinkType.of(0)).isEmpty();
        assertThat(Helper.of(0)).isEmpty();
    }

    @Test
    void everyConstantIsFoundByItsNumber() {
        assertThat(LINUX_PROGRAM_TYPES).allSatisfy(type -> assertThat(ProgramType.of(type.id())).contains(type));
        assertThat(AttachType.values()).allSatisfy(type -> assertThat(AttachType.of(type.id())).contains(type));
        assertThat(MapType.values()).allSatisfy(type -> assertThat(MapType.of(type.id())).contains(type));
        assertThat(Helper.values()).allSatisfy(helper -> assertThat(Helper.of(helper.id())).contains(helper));
        assertThat(Errno.values()).allSatisfy(errno -> assertThat(Errno.of(errno.code())).contains(errno));
        assertThat(TcAction.values()).allSatisfy(action -> assertThat(TcAction.of(action.code())).contains(action));
    }

    @Test
    void shortNamesAreThoseOfBpftool() {
        assertThat(ProgramType.XDP.shortName()).isEqualTo("xdp");
        assertThat(AttachType.CGROUP_INET_INGRESS.shortName()).isEqualTo("cgroup_inet_ingress");
        assertThat(MapType.LRU_PERCPU_HASH.shortName()).isEqualTo("lru_percpu_hash");
        assertThat(LinkType.KPROBE_MULTI.shortName()).isEqualTo("kprobe_multi");
    }

    @Test
    void tcxVerdictsAreTheTcActionsOfTheSameNumber() {
        assertThat(linux("tcx_action_base")).containsEntry("TCX_NEXT", (long) TcAction.UNSPEC.code())
                .containsEntry("TCX_PASS", (long) TcAction.OK.code())
                .containsEntry("TCX_DROP", (long) TcAction.SHOT.code())
                .containsEntry("TCX_REDIRECT", (long) TcAction.REDIRECT.code());
    }

    @Test
    void bitsThatAreNoMapFlagAreToldApart() {
        int mask = MapFlag.CLONE.value() | MapFlag.NO_PREALLOC.value() | 1 << 19 | 1 << 31;

        assertThat(MapFlag.setOf(mask)).containsExactlyInAnyOrder(MapFlag.NO_PREALLOC, MapFlag.CLONE);
        assertThat(MapFlag.unknown(mask)).isEqualTo(1 << 19 | 1 << 31);
        assertThat(MapFlag.mask(MapFlag.setOf(mask))).isEqualTo(0x201);
    }

    @Test
    void errorsOfHelpersAreNegated() {
        assertThat(Errno.EFAULT.result()).isEqualTo(-14);
        assertThat(Errno.ENOTSUPP.code()).isEqualTo(524);
    }
}
