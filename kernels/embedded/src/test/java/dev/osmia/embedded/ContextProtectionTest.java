package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the checked engine lets programs do with contexts and packets. */
class ContextProtectionTest {
    private static final EmbeddedKernel KERNEL = EmbeddedKernel.builder().unverified().open();
    private static final byte[] PACKET = new byte[60];

    @AfterAll
    static void close() {
        KERNEL.close();
    }

    private static void run(ProgramType type, String text) {
        var code = Assembler.assemble(text.replace("; ", "\n"), Dialect.LINUX, PacketCase.HELPERS).code();
        try (BpfProgram program = KERNEL.loadProgram(ProgramSpec.of("test", type, code), Map.of())) {
            program.test(TestInput.packet(PACKET));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            XDP           | r0 = *(u32 *)(r1 +0); exit
            XDP           | r2 = *(u32 *)(r1 +0); r0 = *(u8 *)(r2 +59); exit
            XDP           | r2 = *(u32 *)(r1 +0); *(u8 *)(r2 +59) = 1; r0 = 0; exit
            SCHED_CLS     | r0 = *(u8 *)(r1 +9); exit
            SCHED_CLS     | r0 = *(u16 *)(r1 +0); exit
            SCHED_CLS     | *(u32 *)(r1 +8) = 1; r0 = 0; exit
            SCHED_CLS     | *(u16 *)(r1 +50) = 1; r0 = 0; exit
            SCHED_CLS     | r2 = *(u64 *)(r1 +168); r0 = *(u32 *)(r2 +4); exit
            CGROUP_SKB    | r0 = *(u32 *)(r1 +88); exit
            SOCKET_FILTER | *(u32 *)(r1 +48) = 1; r0 = 0; exit
            """)
    void allows(ProgramType type, String text) {
        assertThatCode(() -> run(type, text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            XDP           | *(u32 *)(r1 +0) = 1; r0 = 0; exit             | no field of xdp_md at offset 0
            XDP           | r0 = *(u8 *)(r1 +0); exit                     | no field of xdp_md at offset 0
            XDP           | r0 = *(u32 *)(r1 +20); exit                   | no field of xdp_md at offset 20
            XDP           | r0 = *(u32 *)(r1 +24); exit                   | 0 bytes behind the end of xdp_md
            XDP           | r2 = *(u32 *)(r1 +0); r0 = *(u8 *)(r2 +60); exit  | 0 bytes behind the end of packet
            XDP           | r2 = *(u32 *)(r1 +0); r0 = *(u8 *)(r2 -1); exit   | 1 bytes before packet
            XDP           | r6 = *(u32 *)(r1 +0); r2 = -1; call bpf_xdp_adjust_tail; r0 = *(u8 *)(r6 +59); exit | behind the end of packet
            SCHED_CLS     | *(u32 *)(r1 +0) = 1; r0 = 0; exit             | no field of __sk_buff at offset 0
            SCHED_CLS     | *(u8 *)(r1 +8) = 1; r0 = 0; exit              | no field of __sk_buff at offset 8
            SCHED_CLS     | r0 = *(u32 *)(r1 +88); exit                   | no field of __sk_buff at offset 88
            SCHED_CLS     | r2 = *(u64 *)(r1 +168); *(u32 *)(r2 +4) = 1; r0 = 0; exit | socket is read-only
            SOCKET_FILTER | r0 = *(u32 *)(r1 +76); exit                   | no field of __sk_buff at offset 76
            SOCKET_FILTER | *(u32 *)(r1 +8) = 1; r0 = 0; exit             | no field of __sk_buff at offset 8
            CGROUP_SKB    | r0 = *(u32 *)(r1 +72); exit                   | no field of __sk_buff at offset 72
            """)
    void stops(ProgramType type, String text, String message) {
        assertThatThrownBy(() -> run(type, text)).isInstanceOf(ProgramTrap.class).hasMessageContaining(message);
    }
}
