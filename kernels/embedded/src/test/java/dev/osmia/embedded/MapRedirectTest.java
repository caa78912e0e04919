package dev.osmia.embedded;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Packets that XDP sends on through device and CPU maps. */
class MapRedirectTest {
    private static final byte[] PACKET = new byte[60];

    private final EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().cpus(2).open();
    private final List<String> events = new ArrayList<>();
    private final Port lan = port("lan");
    private final Port wan = port("wan");
    private final Port dmz = port("dmz");

    private Port port(String name) {
        Port port = kernel.port(name);
        port.onTransmit(packet -> events.add(name + " sends " + packet.length + (packet[0] == 0 ? "" : " marked")));
        return port;
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private BpfMap map(MapType type, int valueSize) {
        return kernel.createMap(MapSpec.of("targets", type, 4, valueSize, 8));
    }

    private static void put(BpfMap map, int key, int number, @Nullable BpfProgram program) {
        ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(number);
        value.putInt(program == null ? 0 : program.handle());
        map.update(bytes(key), Arrays.copyOf(value.array(), map.spec().valueSize()), 0);
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array();
    }

    private BpfProgram load(@Nullable AttachType attach, String text, BpfMap... maps) {
        Assembly assembly = Assembler.assemble(text.replace("; ", "\n"), Dialect.LINUX, PacketCase.HELPERS);
        Map<Integer, Reference> references = new HashMap<>();
        Map<String, BpfMap> available = new HashMap<>();
        for (BpfMap map : maps) {
            available.put(map.name(), map);
        }
        assembly.references().forEach((slot, name) -> {
            if (available.containsKey(name)) {
                references.put(slot, new Reference.ToMap(name));
            }
        });
        return kernel.loadProgram(ProgramSpec.of("test", ProgramType.XDP, assembly.code(), references)
                .withType(ProgramType.XDP, attach), available);
    }

    private PacketFate arrive(BpfMap map, int index, int flags) {
        String text = "r1 = map[targets]; r2 = %d; r3 = %d; call bpf_redirect_map; exit".formatted(index, flags);
        load(null, text, map).attach(Hook.xdp("lan"));
        return lan.receive(PACKET);
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"DEVMAP", "DEVMAP_HASH"})
    void aPacketLeavesByTheInterfaceOfItsElement(MapType type) {
        BpfMap map = map(type, 4);
        put(map, 3, wan.index(), null);
        assertThat(arrive(map, 3, 0)).hasFieldOrPropertyWithValue("ports", List.of("wan"));
        assertThat(events).containsExactly("wan sends 60");
    }

    @ParameterizedTest
    @CsvSource({"DEVMAP, 2, Passed", "DEVMAP, 1, Dropped", "DEVMAP_HASH, 3, Returned", "CPUMAP, 2, Passed"})
    void whereThereIsNoElementTheLowBitsDecide(MapType type, int flags, String fate) {
        assertThat(arrive(map(type, 4), 3, flags).getClass().getSimpleName()).isEqualTo(fate);
    }

    @ParameterizedTest
    @CsvSource({"DEVMAP, 8, 'lan, wan, dmz'", "DEVMAP_HASH, 8, 'lan, wan, dmz'", "DEVMAP, 24, 'wan, dmz'",
            "DEVMAP_HASH, 24, 'wan, dmz'"})
    void aBroadcastReachesAll(MapType type, int flags, String reached) {
        BpfMap map = map(type, 4);
        put(map, 1, lan.index(), null);
        put(map, 2, wan.index(), null);
        put(map, 5, dmz.index(), null);
        assertThat(arrive(map, 0, flags)).isInstanceOfSatisfying(PacketFate.Redirected.class,
                fate -> assertThat(String.join(", ", fate.ports())).isEqualTo(reached));
        assertThat(events).hasSize(reached.split(", ", -1).length);
    }

    @Test
    void aBroadcastToAnEmptyMapReachesNobody() {
        assertThat(arrive(map(MapType.DEVMAP, 4), 0, 8 | 2)).hasToString("Dropped[reason=NO_TARGET]");
    }

    @Test
    void aMissForgetsTheWishBeforeIt() {
        BpfMap map = map(MapType.DEVMAP, 4);
        put(map, 3, wan.index(), null);
        load(null, """
                r1 = map[targets]; r2 = 3; r3 = 0; call bpf_redirect_map
                r1 = map[targets]; r2 = 4; r3 = 0; call bpf_redirect_map
                r0 = 4
                exit
                """, map).attach(Hook.xdp("lan"));
        assertThat(lan.receive(PACKET)).hasToString("Dropped[reason=NO_TARGET]");
    }

    /** Marks the packet's first byte if it leaves by an interface, drops it if that is another one. */
    private BpfProgram marking(AttachType attach, int egress) {
        return load(attach, """
                r0 = 1
                r2 = *(u32 *)(r1 +20)
                if r2 != %d goto +7
                r2 = *(u32 *)(r1 +0)
                r3 = *(u32 *)(r1 +4)
                r4 = r2
                r4 += 1
                if r4 > r3 goto +2
                *(u8 *)(r2 +0) = 1
                r0 = 2
                exit
                """.formatted(egress));
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"DEVMAP", "DEVMAP_HASH"})
    void anElementsProgramSeesThePacketBeforeItLeaves(MapType type) {
        BpfMap map = map(type, 8);
        BpfProgram program = marking(AttachType.XDP_DEVMAP, wan.index());
        put(map, 1, wan.index(), program);
        put(map, 2, dmz.index(), program);
        put(map, 5, dmz.index(), null);
        byte[] shown = map.lookup(bytes(1));
        assertThat(shown).endsWith(bytes(program.id()));
        program.close();

        assertThat(arrive(map, 0, 8)).isInstanceOfSatisfying(PacketFate.Redirected.class,
                fate -> assertThat(fate.ports()).containsExactly("wan", "dmz"));
        assertThat(events).containsExactly("wan sends 60 marked", "dmz sends 60");
    }

    @Test
    void anElementsProgramMayDropThePacket() {
        BpfMap map = map(MapType.DEVMAP, 8);
        put(map, 1, wan.index(), marking(AttachType.XDP_DEVMAP, 99));
        assertThat(arrive(map, 1, 0)).hasToString("Dropped[reason=VERDICT]");
        assertThat(events).isEmpty();
    }

    @Test
    void aProgramThatTrapsOnItsWayOutIsNamed() {
        BpfMap map = map(MapType.DEVMAP, 8);
        put(map, 1, wan.index(), load(AttachType.XDP_DEVMAP, "r0 = *(u64 *)(r1 +0); exit"));
        assertThatThrownBy(() -> arrive(map, 1, 0)).isInstanceOf(ProgramTrap.class).hasMessageContaining("xdp_md");
    }

    @Test
    void aCpuGoesOnWithThePacket() {
        BpfMap map = map(MapType.CPUMAP, 4);
        put(map, 1, 64, null);
        assertThat(arrive(map, 1, 0)).isInstanceOf(PacketFate.Passed.class);
    }

    /** With what the stack makes of it: ingress programs run where the packet has come to. */
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "0, 0", "1, 0"})
    void aPacketGoesOnOnTheCpuOfItsElement(int cpu, int verdict) {
        String here = "call bpf_get_smp_processor_id; r1 = r0; r0 = %d; if r1 == %d goto +1; r0 = %d; exit";
        BpfMap map = map(MapType.CPUMAP, 8);
        put(map, cpu, 1, load(AttachType.XDP_CPUMAP, here.formatted(2, cpu, 1)));
        kernel.loadProgram(ProgramSpec.of("stack", ProgramType.SCHED_CLS, Assembler.assemble(
                here.formatted(verdict, cpu, 7).replace("; ", "\n"), Dialect.LINUX, PacketCase.HELPERS).code()),
                Map.of())
                .attach(Hook.ingress("lan"));
        assertThat(arrive(map, cpu, 0).getClass().getSimpleName()).isEqualTo(verdict == 2 ? "Dropped" : "Passed");
    }

    /** The first packet is held up on the CPU by a listener; of the next two one waits. */
    @Test
    void packetsForWhichTheQueueOfACpuHasNoPlaceAreDropped() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        wan.onTransmit(_ -> {
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        BpfMap map = map(MapType.CPUMAP, 8);
        put(map, 1, 1,
                load(AttachType.XDP_CPUMAP, "r1 = " + wan.index() + "; r2 = 0; call bpf_redirect; exit"));
        load(null, "r1 = map[targets]; r2 = 1; r3 = 0; call bpf_redirect_map; exit", map).attach(Hook.xdp("lan"));
        BlockingQueue<PacketFate> fates = new LinkedBlockingQueue<>();
        for (int packet = 0; packet < 3; packet++) {
            Thread.ofPlatform().daemon().start(() -> fates.add(lan.receive(PACKET)));
            inside.await();
        }
        assertThat(fates.take()).hasToString("Dropped[reason=QUEUE_FULL]");
        leave.countDown();
        assertThat(List.of(fates.take(), fates.take())).allMatch(PacketFate.Redirected.class::isInstance);
        assertThat(lan.receive(PACKET)).isInstanceOf(PacketFate.Redirected.class);
    }

    /** Of 256 bytes 40 are Linux's and 4 metadata. */
    @Test
    void aPacketKeepsMetadataAndHeadroomOnItsWayToACpu() {
        BpfMap map = map(MapType.CPUMAP, 8);
        put(map, 1, 1, load(AttachType.XDP_CPUMAP, """
                r2 = *(u32 *)(r1 +0); r3 = *(u32 *)(r1 +8); r4 = r3; r4 += 4; r0 = 1; if r4 > r2 goto end
                r4 = *(u32 *)(r3 +0); if r4 != 77 goto end
                r6 = r1; r2 = -113; call bpf_xdp_adjust_head; r7 = r0; r1 = r6; r2 = -112; call bpf_xdp_adjust_head
                r6 = r0; r0 = 1; if r7 == 0 goto end
                if r6 != 0 goto end
                r0 = 2
                end:
                exit""".replace("\n", "; ")));
        load(null, """
                r6 = r1; r2 = -100; call bpf_xdp_adjust_head; r1 = r6; r2 = -4; call bpf_xdp_adjust_meta
                r2 = *(u32 *)(r6 +0); r3 = *(u32 *)(r6 +8); r4 = r3; r4 += 4; r0 = 1; if r4 > r2 goto end
                *(u32 *)(r3 +0) = 77; r1 = map[targets]; r2 = 1; r3 = 0; call bpf_redirect_map
                end:
                exit""".replace("\n", "; "), map).attach(Hook.xdp("lan"));
        assertThat(lan.receive(PACKET)).isInstanceOfSatisfying(PacketFate.Passed.class,
                fate -> assertThat(fate.packet()).hasSize(PACKET.length + 100 + 112));
    }

    /** {@code xdp_ok_fwd_dev}: the MTU, the Ethernet header and a VLAN tag. */
    @ParameterizedTest
    @CsvSource({"DEVMAP, 0", "DEVMAP_HASH, 0", "DEVMAP, 8", "DEVMAP_HASH, 8"})
    void packetsThatAreTooLongForAnInterfaceAreNotSentThere(MapType type, int flags) {
        BpfMap map = map(type, 8);
        put(map, 1, wan.index(), load(AttachType.XDP_DEVMAP, "r2 = -1; call bpf_xdp_adjust_tail; r0 = 2; exit"));
        load(null, "r1 = map[targets]; r2 = 1; r3 = %d; call bpf_redirect_map; exit".formatted(flags), map)
                .attach(Hook.xdp("lan"));
        wan.setMtu(80);
        assertThat(lan.receive(new byte[80 + 14 + 4])).isInstanceOf(PacketFate.Redirected.class);
        assertThat(lan.receive(new byte[80 + 14 + 5])).hasToString("Dropped[reason=TOO_LONG]");
        if (flags != 0) {
            put(map, 2, dmz.index(), null);
            assertThat(lan.receive(new byte[80 + 14 + 5])).hasFieldOrPropertyWithValue("ports", List.of("dmz"));
        }
        assertThat(events).contains("wan sends 97").doesNotContain("wan sends 98");
    }

    @ParameterizedTest
    @CsvSource({"r0 = 1; exit, Dropped[reason=VERDICT]", "r0 = 0; exit, Dropped[reason=ABORTED]",
            "r0 = 3; exit, Dropped[reason=ABORTED]", "r0 = 4; exit, Dropped[reason=NO_TARGET]"})
    void aCpusProgramDecides(String text, String fate) {
        BpfMap map = map(MapType.CPUMAP, 8);
        put(map, 1, 64, load(AttachType.XDP_CPUMAP, text));
        assertThat(arrive(map, 1, 0)).hasToString(fate);
    }

    @Test
    void aCpusProgramMaySendThePacketOn() {
        BpfMap map = map(MapType.CPUMAP, 8);
        put(map, 1, 64, load(AttachType.XDP_CPUMAP,
                "r1 = " + wan.index() + "; r2 = 0; call bpf_redirect; exit"));
        assertThat(arrive(map, 1, 0)).isInstanceOf(PacketFate.Redirected.class);
        assertThat(events).containsExactly("wan sends 60");
    }

    @Test
    void cpusThatSendAPacketInACircleComeToAnEnd() {
        BpfMap map = map(MapType.CPUMAP, 8);
        put(map, 1, 64, load(AttachType.XDP_CPUMAP,
                "r1 = map[targets]; r2 = 1; r3 = 0; call bpf_redirect_map; exit", map));
        assertThat(arrive(map, 1, 0)).hasToString("Dropped[reason=TOO_MANY_REDIRECTS]");
    }

    @ParameterizedTest
    @CsvSource({"DEVMAP, XDP_CPUMAP, EINVAL", "DEVMAP, , EINVAL", "DEVMAP_HASH, XDP_CPUMAP, EINVAL",
            "DEVMAP_HASH, XDP, EINVAL", "CPUMAP, XDP_DEVMAP, ENOMEM", "CPUMAP, , ENOMEM"})
    void elementsTakeProgramsThatWereLoadedForThem(MapType type, @Nullable AttachType attach, Errno error) {
        BpfMap map = map(type, 8);
        BpfProgram program = load(attach, "r0 = 2; exit");
        assertThatThrownBy(() -> put(map, 1, type == MapType.CPUMAP ? 64 : wan.index(), program))
                .isInstanceOfSatisfying(BpfException.class, refusal -> assertThat(refusal.errno()).isEqualTo(error));
        assertThat(map.lookup(bytes(1))).isNull();
    }
}
