package dev.osmia.proof.programs;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.proof.Programs;
import dev.osmia.proof.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Samples around the size that a record of a perf event can have. */
class LargeSampleTest {
    private static final int LARGEST = 1 << 20;
    private static final int SMALL = 8;
    private static final int SMALL_WITH_FILL = 12;
    private static final TestInput PACKET = TestInput.packet(new byte[64]);

    private static BpfProgram emits(Kernel kernel, int bytes, BpfMap... maps) {
        return Programs.load(kernel, ProgramType.XDP, """
                r6 = r1
                *(u32 *)(r10 -4) = 0
                r1 = map[data]
                r2 = r10
                r2 += -4
                call bpf_map_lookup_elem
                if r0 == 0 goto end
                r1 = r6
                r2 = map[samples]
                w3 = -1
                r4 = r0
                r5 = %d
                call bpf_perf_event_output
                end:
                exit
                """.formatted(bytes), maps);
    }

    /** Lengths of samples; nothing for a ring that Linux has ruined. */
    private static List<Long> read(PerfBufferReader reader) {
        List<Long> lengths = new ArrayList<>();
        try {
            reader.poll((_, record) -> lengths.add(record.byteSize()));
        } catch (IllegalStateException ruined) {
            assertThat(ruined).hasMessageContaining("was ruined");
        }
        return lengths;
    }

    @ParameterizedTest
    @EnumSource
    void programsAreToldThatASampleOfAnySizeWasWrittenAndReadersGoOnBehindIt(Subject subject) {
        try (Kernel kernel = subject.open();
                BpfMap data = kernel.createMap(MapSpec.of("data", MapType.ARRAY, 4, LARGEST, 1));
                BpfMap samples = kernel
                        .createMap(MapSpec.of("samples", MapType.PERF_EVENT_ARRAY, 4, 4, kernel.cpus()));
                PerfBufferReader reader = samples.perfBuffer();
                BpfProgram small = emits(kernel, SMALL, data, samples)) {
            for (int bytes : new int[]{65516, 65517, 65524, 65525, 65536, 70_000, 131_072, LARGEST}) {
                try (BpfProgram large = emits(kernel, bytes, data, samples)) {
                    assertThat(large.test(PACKET).returnValue()).as("%d bytes", bytes).isZero();
                }
                List<Long> lengths = read(reader);
                if (bytes <= PerfBufferReader.LARGEST_SAMPLE) {
                    assertThat(lengths).containsExactly((long) bytes);
                } else {
                    assertThat(lengths).isEmpty();
                }
                assertThat(small.test(PACKET).returnValue()).isZero();
                assertThat(read(reader)).as("after %d bytes", bytes).containsExactly((long) SMALL_WITH_FILL);
            }
        }
    }
}
