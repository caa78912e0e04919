package dev.osmia.linux;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static dev.osmia.linux.Programs.add;
import static dev.osmia.linux.Programs.call;
import static dev.osmia.linux.Programs.move;
import static dev.osmia.linux.Programs.reference;
import static dev.osmia.linux.Programs.set;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RingBufferTest extends LinuxTest {
    private static final int RINGBUF_OUTPUT = 130;
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final ProgramSpec EMITS = ProgramSpec.of("emits", ProgramType.XDP, Code.of(
            new StoreImmediate(Size.DW, Register.R10, (short) -8, 77), reference(Register.R1),
            move(Register.R2, Register.R10), add(Register.R2, -8), set(Register.R3, 8), set(Register.R4, 0),
            call(RINGBUF_OUTPUT), set(Register.R0, 2), new Exit()), Map.of(1, new Reference.ToMap("events")));

    private BpfMap ring() {
        return create(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
    }

    private LinuxProgram emitter(BpfMap ring) {
        return kernel.loadProgram(EMITS, Map.of("events", ring));
    }

    @Test
    void whatAProgramWritesIsReadInOrderAlsoAcrossTheEndOfTheRing() throws InterruptedException {
        BpfMap ring = ring();
        LinuxProgram program = emitter(ring);
        List<Long> seen = new ArrayList<>();
        try (RingBufferReader reader = ring.ringBuffer()) {
            for (int run = 0; run < 1000; run++) {
                program.test(TestInput.packet(new byte[64]));
                assertThat(reader.poll(LONG, payload -> seen.add(payload.get(JAVA_LONG, 0)))).isEqualTo(1);
            }
        }
        assertThat(seen).hasSize(1000).containsOnly(77L);
    }

    @Test
    void aReaderWaitsForAWriter() {
        BpfMap ring = ring();
        LinuxProgram program = emitter(ring);
        try (RingBufferReader reader = ring.ringBuffer()) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.poll(LONG, _ -> {});
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            program.test(TestInput.packet(new byte[64]));
            assertThat(read.join()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyRingEndsTheWaitWithNothing() throws InterruptedException {
        try (RingBufferReader reader = ring().ringBuffer()) {
            assertThat(reader.poll(Duration.ofMillis(1), _ -> {})).isZero();
        }
    }

    @Test
    void aReaderOutlivesItsMapAndNotItself() {
        BpfMap ring = ring();
        RingBufferReader reader = ring.ringBuffer();
        ring.close();

        assertThat(reader.poll(_ -> {})).isZero();
        reader.close();
        reader.close();
        assertThatThrownBy(() -> reader.poll(_ -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherMapIsNoRingBuffer() {
        BpfMap map = create(MapSpec.of("array", MapType.ARRAY, 4, 8, 1));

        assertThatThrownBy(map::ringBuffer).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("array map array is no ring buffer");
    }
}
