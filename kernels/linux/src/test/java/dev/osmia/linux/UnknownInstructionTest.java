package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Unknown;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is no instruction goes to Linux as it is, and Linux says why not. */
class UnknownInstructionTest extends LinuxTest {
    private static final String EXIT = " b700000000000000 9500000000000000";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2a00000000000000                  | unknown opcode 2a
            6110000001000000                  | BPF_LDX uses reserved fields
            b70b000000000000                  | R11 is invalid
            0f00010000000000                  | BPF_ALU uses reserved fields
            1800000000000000                  | invalid bpf_ld_imm64 insn
            1870000000000000 0000000000000000 | unrecognized bpf_ld_imm64 insn
            1810000000000000 0000000001000000 | unrecognized bpf_ld_imm64 insn
            180b000000000000 0000000000000000 | R11 is invalid
            1800010000000000 0000000000000000 | BPF_LD_IMM64 uses reserved fields
            """)
    void linuxGivesTheReason(String hex, String reason) {
        Code code = Code.decodeLeniently(HexFormat.of().parseHex((hex + EXIT).replace(" ", "")),
                ByteOrder.LITTLE_ENDIAN);
        assertThat(code.at(0)).isInstanceOf(Unknown.class);

        BpfException refusal = catchThrowableOfType(BpfException.class, () -> kernel
                .loadProgram(ProgramSpec.of("strange", ProgramType.SOCKET_FILTER, code), Map.of()));

        assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
        assertThat(refusal).hasMessage("load program strange: EINVAL (" + reason + ")");
        assertThat(refusal.log()).contains(reason);
    }
}
