package dev.osmia.embedded;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a program does not own it does not reach, and what it uses stays while it is used. */
class UnownedMemoryTest {

    private static ProgramSpec program(ProgramType type, String text) {
        return ProgramSpec.of("test", type, Assembler.assemble(text.replace(";", "\n") + "\n", Dialect.LINUX));
    }

    /** Linux refuses it at load: a null pointer goes with a size of 0 alone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r1 = 0; r2 = 8; r3 = 0; r4 = 0; r5 = 0; call unknown#28; exit | it is null, with a size of 8",
            "r1 = 0; r2 = 0; r3 = 0; r4 = 4; r5 = 0; call unknown#28; exit | it is null, with a size of 4"})
    void nullHasNoSize(String text, String reason) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfProgram program = kernel.loadProgram(program(ProgramType.SCHED_CLS, text), Map.of())) {
            assertThatThrownBy(() -> program.test(TestInput.packet(new byte[64]))).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x7e5f0000ffffffff", "0x7e5f000000001000"})
    void anAddressOutsideOfTheCodeIsNoFunction(String address) {
        String text = "r1 = 1; r2 = " + address + " ll; r3 = 0; r4 = 0; call unknown#181; exit";
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfProgram program = kernel.loadProgram(program(ProgramType.SYSCALL, text), Map.of())) {
            assertThatThrownBy(() -> program.test(TestInput.context(new byte[0]))).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("no function of the program");
        }
    }

    /** As on Linux, the link keeps the program. */
    @Test
    void anAttachedProgramRunsOnWhenItsHandleIsClosed() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            BpfProgram program = kernel.loadProgram(program(ProgramType.XDP, "r0 = 1; exit"), Map.of());
            try (BpfLink link = program.attach(Hook.xdp("eth0"))) {
                program.close();
                assertThat(kernel.port("eth0").receive(new byte[64])).isInstanceOf(PacketFate.Dropped.class);
                assertThat(link.program()).isSameAs(program);
            }
            assertThat(kernel.port("eth0").receive(new byte[64])).isNotInstanceOf(PacketFate.Dropped.class);
        }
    }

    /** Two such maps have no room side by side. */
    @Test
    void theMemoryOfAMapThatAnotherHeldIsThereForTheNext() {
        MapSpec large = MapSpec.of("large", MapType.ARRAY, 4, 1 << 20, 2560);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            BpfMap inner = kernel.createMap(large);
            MapSpec holder = MapSpec.of("holder", MapType.HASH_OF_MAPS, 4, 4, 1).withInner(large);
            try (BpfMap outer = kernel.createMap(holder)) {
                byte[] key = new byte[4];
                outer.update(key, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(inner.handle()).array(),
                        0);
                inner.close();
                outer.delete(key);
                try (BpfMap next = kernel.createMap(large)) {
                    assertThat(next.lookup(key)).hasSize(1 << 20);
                }
            }
        }
    }
}
