package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HelperOfferTest {

    /** Linux allows these calls; what they would work on is not there in this kernel. */
    @ParameterizedTest
    @CsvSource({"SYSCALL, 46, bpf_get_socket_cookie", "SYSCALL, 188, bpf_xdp_get_buff_len",
            "SYSCALL, 35, bpf_get_current_task", "XDP, 84, bpf_sk_lookup_tcp"})
    void whatIsMissingIsNamedAtLoad(ProgramType type, int helper, String name) {
        ProgramSpec spec = ProgramSpec.of("asks", type,
                Assembler.assemble("call unknown#" + helper + "\nexit\n", Dialect.LINUX));
        try (EmbeddedKernel kernel = EmbeddedKernel.open()) {
            assertThatThrownBy(() -> kernel.loadProgram(spec, Map.of())).isInstanceOf(BpfException.class)
                    .hasMessageContaining("the embedded kernel does not offer " + name + " to programs of type "
                            + type.shortName());
        }
    }
}
