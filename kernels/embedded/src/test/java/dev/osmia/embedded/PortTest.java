package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortTest {
    private static final String ADDRESSES = "020000000002" + "020000000001";
    private static final byte[] PACKET = bytes(ADDRESSES + "0800" + "45000014".repeat(5));
    private static final byte[] TAGGED = bytes(ADDRESSES + "8100" + "2064" + "0800" + "45000014".repeat(5));

    private final EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open();
    private final Port port = kernel.port("lan");
    private final Port other = kernel.port("wan");
    private final List<String> events = new ArrayList<>();

    PortTest() {
        for (Port each : List.of(port, other)) {
            each.onTransmit(packet -> events.add(each.name() + " sends " + packet.length));
            each.onReceive(packet -> events.add(each.name() + " takes " + packet.length));
        }
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private BpfProgram program(ProgramType type, String text) {
        var code = Assembler.assemble(text.replace("; ", "\n"), Dialect.LINUX, PacketCase.HELPERS).code();
        return kernel.loadProgram(ProgramSpec.of("test", type, code), Map.of());
    }

    private BpfLink attach(Hook hook, String text) {
        return program(hook instanceof Hook.Xdp ? ProgramType.XDP : ProgramType.SCHED_CLS, text).attach(hook);
    }

    @Test
    void aPortWithoutProgramsLetsEverythingPass() {
        assertThat(port.receive(PACKET)).isEqualTo(new PacketFate.Passed(PACKET));
        assertThat(port.send(PACKET)).isEqualTo(new PacketFate.Passed(PACKET));
        assertThat(events).containsExactly("lan sends 34");
    }

    @ParameterizedTest
    @CsvSource({"0, Dropped[reason=ABORTED]", "1, Dropped[reason=VERDICT]", "4, Dropped[reason=NO_TARGET]",
            "5, Dropped[reason=ABORTED]", "-1, Dropped[reason=ABORTED]"})
    void xdpDrops(int verdict, String fate) {
        attach(Hook.xdp("lan"), "r0 = " + verdict + "; exit");

        assertThat(port.receive(PACKET)).hasToString(fate);
        assertThat(events).isEmpty();
    }

    @Test
    void xdpSendsBackWhatItHasMadeOfThePacket() {
        attach(Hook.xdp("lan"), "r2 = -4; call bpf_xdp_adjust_head; r0 = 3; exit");

        assertThat(port.receive(PACKET)).isInstanceOfSatisfying(PacketFate.Returned.class,
                fate -> assertThat(fate.packet()).isEqualTo(bytes("00000000" + HexFormat.of().formatHex(PACKET))));
        assertThat(events).containsExactly("lan sends 38");
    }

    @Test
    void xdpKnowsThePortThatAPacketCameInBy() {
        attach(Hook.xdp("wan"), "r0 = 1; r2 = *(u32 *)(r1 +12); if r2 != " + other.index() + " goto +1; r0 = 2; exit");

        assertThat(other.receive(PACKET)).isInstanceOf(PacketFate.Passed.class);
    }

    @Test
    void xdpRedirectsPastTheEgressProgramsOfTheOtherPort() {
        attach(Hook.egress("wan"), "r0 = 2; exit");
        attach(Hook.xdp("lan"), "r1 = " + other.index() + "; r2 = 0; call bpf_redirect; exit");

        assertThat(port.receive(PACKET)).hasFieldOrPropertyWithValue("ports", List.of("wan"));
        assertThat(events).containsExactly("wan sends 34");
    }

    /** The packet has 34 bytes; 14 of the Ethernet header and 4 of a VLAN tag do not count. */
    @ParameterizedTest
    @CsvSource({"1500, 1470, Redirected", "1500, 1484, Redirected", "1500, 1485, Dropped", "68, 52, Redirected",
            "68, 53, Dropped"})
    void xdpRedirectsNoPacketThatIsTooLongForThePort(int mtu, int longer, String fate) {
        attach(Hook.xdp("lan"), "r1 = " + other.index() + "; r2 = 0; call bpf_redirect; exit");
        other.setMtu(mtu);

        assertThat(port.receive(Arrays.copyOf(PACKET, PACKET.length + longer)).getClass().getSimpleName())
                .isEqualTo(fate);
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void trafficControlRedirectsPacketsOfAnyLength(int flags) {
        attach(Hook.ingress("lan"), "r1 = " + other.index() + "; r2 = " + flags + "; call bpf_redirect; exit");
        other.setMtu(68);

        assertThat(port.receive(Arrays.copyOf(PACKET, 1000))).isInstanceOf(PacketFate.Redirected.class);
    }

    @Test
    void programsLearnAPortsMtu() {
        attach(Hook.xdp("lan"), """
                *(u32 *)(r10 -4) = 0; r2 = %d; r3 = r10; r3 += -4; r4 = 0; r5 = 0; call bpf_check_mtu
                r0 = 1; r1 = *(u32 *)(r10 -4); if r1 != 900 goto +1; r0 = 2; exit""".formatted(other.index())
                .replace("\n", "; "));
        assertThat(port.mtu()).isEqualTo(1500);
        assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Dropped.class);
        other.setMtu(900);
        assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Passed.class);
        assertThatThrownBy(() -> other.setMtu(67)).hasMessage("an MTU is 68 to 65535 bytes, not 67");
        assertThatThrownBy(() -> other.setMtu(65536)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void packetsThatXdpDropsNeverReachIngress() {
        attach(Hook.ingress("lan"), "r1 = " + other.index() + "; r2 = 0; call bpf_redirect; exit");
        try (BpfLink drop = attach(Hook.xdp("lan"), "r0 = 1; exit")) {
            assertThat(drop.hook()).isEqualTo(Hook.xdp("lan"));
            assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Dropped.class);
        }

        assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Redirected.class);
    }

    @ParameterizedTest
    @CsvSource({"-1, 2, Dropped", "0, 2, Passed", "2, 0, Dropped", "1, 2, Dropped", "3, 0, Passed", "-1, -1, Passed",
            "9, 2, Dropped", "8, 8, Passed"})
    void theFirstTrafficControlProgramWithAVerdictDecides(int first, int second, String fate) {
        attach(Hook.ingress("lan"), "r0 = " + first + "; exit");
        attach(Hook.ingress("lan"), "r0 = " + second + "; exit");

        assertThat(port.receive(PACKET).getClass().getSimpleName()).isEqualTo(fate);
    }

    @Test
    void aLaterProgramSeesWhatAnEarlierOneHasMade() {
        attach(Hook.egress("lan"), "*(u32 *)(r1 +8) = 7; r2 = 50; r3 = 0; call bpf_skb_change_tail; r0 = -1; exit");
        attach(Hook.egress("lan"),
                "r0 = 2; r2 = *(u32 *)(r1 +8); r3 = *(u32 *)(r1 +0); if r2 != 7 goto +2; if r3 != 50 goto +1; r0 = 0; exit");

        assertThat(port.send(PACKET)).isInstanceOf(PacketFate.Passed.class);
        assertThat(events).containsExactly("lan sends 50");
    }

    @Test
    void aTagIsKeptBesideThePacketWhileProgramsRunAndIsThereAgainAfterwards() {
        attach(Hook.ingress("lan"),
                "r0 = 2; r2 = *(u32 *)(r1 +24); r3 = *(u32 *)(r1 +0); if r2 != 0x2064 goto +2; if r3 != 34 goto +1; r0 = 0; exit");

        assertThat(port.receive(TAGGED)).isInstanceOfSatisfying(PacketFate.Passed.class,
                fate -> assertThat(fate.packet()).isEqualTo(TAGGED));
    }

    @Test
    void aPoppedTagIsGone() {
        attach(Hook.ingress("lan"), "call bpf_skb_vlan_pop; r0 = 0; exit");

        assertThat(port.receive(TAGGED)).isInstanceOfSatisfying(PacketFate.Passed.class,
                fate -> assertThat(fate.packet()).isEqualTo(PACKET));
    }

    @Test
    void ingressAndEgressTellWhereThePacketCameFrom() {
        String ingressIndex = "r0 = 2; r2 = *(u32 *)(r1 +36); if r2 != %d goto +1; r0 = 0; exit";
        attach(Hook.ingress("lan"), ingressIndex.formatted(port.index()));
        attach(Hook.egress("lan"), ingressIndex.formatted(0));

        assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Passed.class);
        assertThat(port.send(PACKET)).isInstanceOf(PacketFate.Passed.class);
    }

    @Test
    void aRedirectRunsTheOtherPortsEgressPrograms() {
        attach(Hook.egress("wan"), "r2 = 60; r3 = 0; call bpf_skb_change_tail; r0 = 0; exit");
        attach(Hook.ingress("lan"), "r1 = " + other.index() + "; r2 = 0; call bpf_redirect; exit");

        assertThat(port.receive(PACKET)).hasFieldOrPropertyWithValue("ports", List.of("wan"));
        assertThat(events).containsExactly("wan sends 60");
    }

    @Test
    void aRedirectIntoAPortArrivesThere() {
        attach(Hook.ingress("lan"), "r1 = " + other.index() + "; r2 = 1; call bpf_redirect; exit");

        assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Redirected.class);
        assertThat(events).containsExactly("wan takes 34");
    }

    @Test
    void aCloneGoesElsewhereWhileThePacketPasses() {
        attach(Hook.ingress("lan"), "r2 = " + other.index() + "; r3 = 0; call bpf_clone_redirect; exit");

        assertThat(port.receive(PACKET)).isInstanceOf(PacketFate.Passed.class);
        assertThat(events).containsExactly("wan sends 34");
    }

    @Test
    void redirectsInACircleEnd() {
        attach(Hook.egress("lan"), "r1 = " + other.index() + "; r2 = 0; call bpf_redirect; exit");
        attach(Hook.egress("wan"), "r1 = " + port.index() + "; r2 = 0; call bpf_redirect; exit");

        assertThat(port.send(PACKET)).isInstanceOf(PacketFate.Redirected.class);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"lan, xdp, EBUSY", "lan, ingress, EEXIST", "lan, egress, EEXIST"})
    void whatIsTakenIsRefused(String name, String kind, Errno error) {
        Hook hook = switch (kind) {
            case "xdp" -> Hook.xdp(name);
            case "ingress" -> Hook.ingress(name);
            default -> Hook.egress(name);
        };
        BpfProgram program = program(hook instanceof Hook.Xdp ? ProgramType.XDP : ProgramType.SCHED_CLS,
                "r0 = 0; exit");
        BpfLink first = program.attach(hook);

        assertThatThrownBy(() -> program.attach(hook)).isInstanceOfSatisfying(BpfException.class,
                refusal -> assertThat(refusal.errno()).isEqualTo(error));
        first.close();
        program.attach(hook).close();
    }

    @Test
    void programsAreOnlyAttachedWhereTheirTypeBelongs() {
        BpfProgram program = program(ProgramType.XDP, "r0 = 0; exit");

        assertThatThrownBy(() -> program.attach(Hook.ingress("lan"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be attached");
    }

    @ParameterizedTest
    @CsvSource({"13", "16065"})
    void aPacketHasALeastAndAMostLength(int length) {
        assertThatThrownBy(() -> port.receive(new byte[length])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("14 to 16064 bytes, not " + length);
    }

    @Test
    void theLongestPacketGoesThroughEverything() {
        attach(Hook.xdp("lan"), "r0 = 2; exit");
        attach(Hook.ingress("lan"), "r0 = 0; exit");
        byte[] longest = new byte[Port.MAX_PACKET];
        longest[longest.length - 1] = 5;

        assertThat(port.receive(longest)).isInstanceOfSatisfying(PacketFate.Passed.class,
                fate -> assertThat(fate.packet()).isEqualTo(longest));
    }

    @Test
    void aTestRunMayNameAPort() {
        attach(Hook.egress("wan"), "r0 = 0; exit");
        try (BpfProgram program = program(ProgramType.SCHED_CLS,
                "r2 = " + other.index() + "; r3 = 0; call bpf_clone_redirect; exit")) {
            program.test(dev.osmia.kernel.TestInput.packet(PACKET));
        }

        assertThat(events).containsExactly("wan sends 34");
    }

    @Test
    void aProgramThatMisbehavesIsNamed() {
        attach(Hook.xdp("lan"), "r0 = *(u64 *)(r1 +0); exit");

        assertThatThrownBy(() -> port.receive(PACKET)).isInstanceOf(ProgramTrap.class).hasMessageContaining("xdp_md");
    }
}
