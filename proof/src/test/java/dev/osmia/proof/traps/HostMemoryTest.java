package dev.osmia.proof.traps;

import com.sun.management.ThreadMXBean;
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
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever sizes a program names, its helpers work in the kernel's memory and take none of the host's. */
class HostMemoryTest {
    private static final int LARGE = 32 << 20;

    /** {@code M} is the value of a map, all zeros. */
    @ParameterizedTest
    @CsvSource({"r1 = M; r2 = SIZE; r3 = M; call bpf_probe_read_kernel",
            "r1 = M; r2 = SIZE; r3 = M; call bpf_probe_read_kernel_str",
            "r1 = M; r2 = SIZE; r3 = 0; r4 = M; call bpf_strtol", "r1 = M; r2 = SIZE; r3 = 0; r4 = M; call bpf_strtoul",
            "r1 = M; r2 = SIZE; call bpf_trace_printk", "r1 = M; r2 = SIZE; call bpf_get_current_comm",
            "r1 = M; r2 = SIZE; r3 = M; r4 = 0; r5 = 0; call bpf_snprintf"})
    void largeSizesTakeNoMemoryOfTheHosts(String call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Subject engine : List.of(Subject.CHECKED, Subject.INTERPRETER, Subject.GUARDED)) {
            try (Kernel kernel = engine.open();
                    BpfMap map = kernel.createMap(MapSpec.of("m", MapType.ARRAY, 4, LARGE, 1));
                    BpfProgram program = Programs.load(kernel, ProgramType.SYSCALL, """
                            *(u32 *)(r10 -4) = 0
                            r2 = r10
                            r2 += -4
                            r1 = map[m]
                            call bpf_map_lookup_elem
                            r6 = r0
                            """ + call.replace("; ", "\n").replace("M", "r6").replace("SIZE", "" + LARGE) + "\nexit\n",
                            map)) {
                long before = threads.getCurrentThreadAllocatedBytes();
                int ignored = program.test(TestInput.context(new byte[8])).returnValue();
                assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes of %s", engine)
                        .isLessThan(LARGE / 4);
            }
        }
    }
}
