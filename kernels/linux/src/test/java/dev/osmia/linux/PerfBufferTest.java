package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.osmia.linux.Programs.add;
import static dev.osmia.linux.Programs.call;
import static dev.osmia.linux.Programs.move;
import static dev.osmia.linux.Programs.reference;
import static dev.osmia.linux.Programs.set;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PerfBufferTest extends LinuxTest {
    private static final int PERF_EVENT_OUTPUT = 25;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TestInput PACKET = TestInput.packet(new byte[64]);

    /** Writes the number 77 and the packet's first 8 bytes to this CPU's event. */
    private static final ProgramSpec EMITS = ProgramSpec.of("emits", ProgramType.XDP, Code.of(
            new StoreImmediate(Size.DW, Register.R10, (short) -8, 77), reference(Register.R2),
            LoadWide.constant(Register.R3, 8L << 32 | 0xffff_ffffL), move(Register.R4, Register.R10),
            add(Register.R4, -8), set(Register.R5, 8), call(PERF_EVENT_OUTPUT), new Exit()),
            Map.of(1, new Reference.ToMap("samples")));

    private BpfMap samples() {
        return create(MapSpec.of("samples", MapType.PERF_EVENT_ARRAY, 4, 4, 0));
    }

    private LinuxProgram emitter(BpfMap samples) {
        return kernel.loadProgram(EMITS, Map.of("samples", samples));
    }

    @Test
    void whatAProgramWritesIsReadWithTheBytesThatFillItUp() throws InterruptedException {
        BpfMap samples = samples();
        LinuxProgram program = emitter(samples);
        List<Long> seen = new ArrayList<>();
        try (PerfBufferReader reader = samples.perfBuffer()) {
            for (int run = 0; run < 3000; run++) {
                assertThat(program.test(PACKET).returnValue()).isZero();
                assertThat(reader.poll(LONG, (_, record) -> {
                    assertThat(record.byteSize()).isEqualTo(20);
                    seen.add(record.get(JAVA_LONG_UNALIGNED, 0));
                })).isEqualTo(1);
            }
        }
        assertThat(seen).hasSize(3000).containsOnly(77L);
    }

    @Test
    void aFullRingLosesSamplesAndSaysHowMany() {
        BpfMap samples = samples();
        LinuxProgram program = emitter(samples);
        try (PerfBufferReader reader = samples.perfBuffer()) {
            int refused = 0;
            for (int run = 0; run < 10_000; run++) {
                refused += program.test(PACKET).returnValue() == (int) Errno.ENOSPC.result() ? 1 : 0;
            }
            long[] counts = new long[2];
            PerfBufferReader.Consumer count = new PerfBufferReader.Consumer() {
                @Override
                public void accept(int cpu, MemorySegment record) {
                    counts[0]++;
                }

                @Override
                public void lost(int cpu, long records) {
                    counts[1] += records;
                }
            };
            reader.poll(count);
            assertThat(counts[0]).isEqualTo(10_000 - refused);
            // The CPU that lost them says so with its next sample, and this thread may have gone to another one.
            for (int run = 0; run < 10_000 && counts[1] == 0; run++) {
                program.test(PACKET);
                reader.poll(count);
            }
            assertThat(counts[1]).isPositive().isLessThanOrEqualTo(refused);
        }
    }

    @Test
    void aReaderOutlivesItsMapAndTakesItsEventsAlong() {
        BpfMap samples = samples();
        LinuxProgram program = emitter(samples);
        PerfBufferReader reader = samples.perfBuffer();
        samples.close();
        assertThat(program.test(PACKET).returnValue()).isZero();
        assertThat(reader.poll((_, _) -> {})).isEqualTo(1);

        reader.close();
        reader.close();
        assertThat(program.test(PACKET).returnValue()).isEqualTo((int) Errno.ENOENT.result());
        assertThatThrownBy(() -> reader.poll((_, _) -> {})).isInstanceOf(IllegalStateException.class)
                .hasMessage("the perf buffer reader is closed");
    }

    @Test
    void anotherMapIsNoPerfEventArray() {
        BpfMap map = create(MapSpec.of("array", MapType.ARRAY, 4, 8, 1));

        assertThatThrownBy(map::perfBuffer).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("array map array is no perf event array");
        assertThatThrownBy(map::userRingBuffer).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("array map array is no user ring buffer");
    }
}
