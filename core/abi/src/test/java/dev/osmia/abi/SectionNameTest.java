package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

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
}
