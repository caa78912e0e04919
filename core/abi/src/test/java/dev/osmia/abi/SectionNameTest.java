package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class SectionNameTest {
    @ParameterizedTest
    @CsvFileSource(resources = "section-names.csv", useHeadersInDisplayName = true)
    void namesSayWhatLibbpfTakesThemFor(String section, ProgramType program, String attach, String traits,
            String target) {
        SectionName name = SectionName.parse(section).orElseThrow();

        assertThat(name.rule().program()).isEqualTo(program);
        assertThat(name.rule().attach().map(Enum::name).orElse("-")).isEqualTo(attach);
        assertThat(name.rule().traits().stream().map(Enum::name).sorted().collect(Collectors.joining(" ")))
                .isEqualTo(traits);
        assertThat(name.target()).isEqualTo(target);
        assertThat(name.loadedByDefault()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "/", "+", "kprob", "kprobes", "kprobe.", "kprobe.s/vfs_read", "kprobe+", "xdp/",
            "xdp/eth0", "XDP", " xdp", "xdp ", "xdp.frags/", "xdp.fragss", "xdp_devmap", "tc/", "tc/in", "tcx",
            "tcx/ingress/eth0", "netkit", "classifier/main", "socket1", "socket/filter", "cgroup_skb",
            "cgroup_skb/ingress/x", "cgroup/", "cgroup/bind", "cgroup/bind4/x", "cgroup/skb/x", "fentry.",
            "fentry.ss/f",
            "fentrys/f", "lsm.x/f", "sk_skb/", "sk_skb/stream", "sk_reuseport/", "sk_msg/x", "syscall/x", "netfilter/x",
            "perf_event/x", "struct_ops.link/x", "iter.x", "usdt.x/a", ".text", ".maps", "license", "version",
            ".rodata",
            ".struct_ops", ".struct_ops.link", "??xdp"})
    void otherNamesAreNotOfPrograms(String section) {
        assertThat(SectionName.parse(section)).isEmpty();
    }

    @Test
    void aQuestionMarkTurnsLoadingOff() {
        assertThat(SectionName.parse("?fentry.s/vfs_read")).hasValueSatisfying(name -> {
            assertThat(name.loadedByDefault()).isFalse();
            assertThat(name.target()).isEqualTo("vfs_read");
            assertThat(name.rule().is(SectionTrait.SLEEPABLE)).isTrue();
        });
    }

    @Test
    void everyRuleIsFoundByItsOwnNameAndNoEarlierOneHidesIt() {
        assertThat(SectionTable.rules()).allSatisfy(rule -> {
            assertThat(SectionTable.match(rule.prefix())).contains(rule);
            assertThat(SectionTable.match(rule.prefix() + "/a/b").filter(rule::equals).isPresent())
                    .isEqualTo(rule.takesTarget());
        });
    }

    static List<List<String>> sectionsOfLibbpf() {
        return TableText.lines("linux-6.12-sections.txt").stream().map(TableText::words).toList();
    }

    @ParameterizedTest
    @MethodSource("sectionsOfLibbpf")
    void everySectionThatLibbpfDefinesIsDefinedTheSameWay(List<String> definition) {
        SectionRule rule = SectionTable.rules()
                .stream()
                .filter(candidate -> definition.getFirst()
                        .equals(candidate.prefix()
                                + (candidate.takesTarget() ? "+" : "")))
                .findFirst()
                .orElseThrow();

        assertThat(rule.program().name()).isEqualTo(definition.get(1));
        assertThat(rule.attach().map(Enum::name).orElse("-")).isEqualTo(definition.get(2));
        assertThat(rule.traits()).extracting(trait -> trait.name().toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrderElementsOf(definition.subList(3, definition.size()));
    }

    @Test
    void sectionsAreTriedInTheOrderOfLibbpf() {
        List<String> patterns = SectionTable.rules()
                .stream()
                .map(rule -> rule.prefix() + (rule.takesTarget() ? "+" : ""))
                .toList();

        assertThat(patterns).containsSubsequence(sectionsOfLibbpf().stream().map(List::getFirst).toList());
        assertThat(sectionsOfLibbpf()).hasSize(101);
    }

    @ParameterizedTest
    @CsvSource({"xpd, xdp", "XDP, xdp", "xdp/eth0, xdp", "?xpd, ?xdp", "kprob/vfs_read, kprobe/vfs_read",
            "krpobe/vfs_read, kprobe/vfs_read", "tracepoints/syscalls/sys_enter_openat, "
                    + "tracepoint/syscalls/sys_enter_openat",
            "cgroup_connect4, cgroup/connect4", "cgroup/conect4, cgroup/connect4", "clasifier, classifier",
            "sk_skb/stream_verdikt, sk_skb/stream_verdict", "fentry.ss/f, fentry.s/f", "osmai/hook, osmia/hook",
            "xdp_devmap, xdp/devmap", "struct_opss/init, struct_ops/init"})
    void theNearestNameIsWhatWasProbablyMeant(String misspelt, String meant) {
        assertThat(SectionTable.nearest(misspelt)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "/", "my_section", "firewall", "xdp", "kprobe/f", "q", "a/b/c"})
    void aNameThatIsKnownOrLikeNoOtherHasNoNearest(String name) {
        assertThat(SectionTable.nearest(name)).isEmpty();
    }
}
