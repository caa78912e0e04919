package dev.osmia.proof.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.proof.Programs;
import dev.osmia.proof.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** That programs may not read a map's values means loads: what follows any address, or led there before, still reads. */
class WriteOnlyMapTest {
    private static final MapSpec MAP = MapSpec.of("m", MapType.ARRAY, 4, 16, 1)
            .withFlags(MapFlag.WRONLY_PROG.value());
    private static final String VALUE = """
            *(u32 *)(r10 -4) = 0
            r2 = r10
            r2 += -4
            r1 = map[m]
            call bpf_map_lookup_elem
            if r0 != 0 goto found
            exit
            found:
            r6 = r0
            *(u64 *)(r6 +0) = 42
            """;

    @ParameterizedTest
    @EnumSource
    void probesRead(Subject subject) {
        assertThat(run(subject, VALUE + """
                r1 = r10
                r1 += -16
                r2 = 8
                r3 = r6
                call bpf_probe_read_kernel
                r0 = *(u64 *)(r10 -16)
                exit
                """)).isEqualTo(42);
    }

    @ParameterizedTest
    @EnumSource
    void dynptrsRead(Subject subject) {
        assertThat(run(subject, VALUE + """
                r1 = r6
                r2 = 8
                r3 = 0
                r4 = r10
                r4 += -24
                call bpf_dynptr_from_mem
                r1 = r10
                r1 += -40
                r2 = 8
                r3 = r10
                r3 += -24
                r4 = 0
                r5 = 0
                call bpf_dynptr_read
                r0 = *(u64 *)(r10 -40)
                exit
                """)).isEqualTo(42);
    }

    private static int run(Subject subject, String text) {
        try (Kernel kernel = subject.open();
                BpfMap map = kernel.createMap(MAP);
                BpfProgram program = Programs.load(kernel, ProgramType.SYSCALL, text, map)) {
            return program.test(TestInput.context(new byte[8])).returnValue();
        }
    }
}
