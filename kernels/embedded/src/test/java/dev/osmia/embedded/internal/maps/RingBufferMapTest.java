package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class RingBufferMapTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration NONE = Duration.ofMillis(1);

    /** Reserves 24 bytes and fills them with the context's number, its square and its complement; -1 if there is no room. */
    private static final String EMIT = """
            r6 = *(u64 *)(r1 +0)
            r1 = map[events]
            r2 = 24
            r3 = 0
            call 131
            if r0 != 0x0 goto +2
            r0 = -1
            exit
            *(u64 *)(r0 +0) = r6
            r2 = r6
            r2 *= r6
            *(u64 *)(r0 +8) = r2
            r6 ^= -1
            *(u64 *)(r0 +16) = r6
            r1 = r0
            r2 = 0
            call 132
            r0 = 0
            exit
            """;

    private final EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().cpus(4).open();
    private final RingBufferMap ring = (RingBufferMap) kernel
            .createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));

    @AfterEach
    void close() {
        kernel.close();
    }

    private static int emit(BpfProgram program, long number) {
        return program.test(TestInput.context(bytes(8, number))).returnValue();
    }

    private static List<Long> read(RingBufferReader reader) {
        List<Long> numbers = new ArrayList<>();
        int count = reader.poll(record -> numbers.add(record.get(JAVA_LONG, 0)));
        assertThat(count).isEqualTo(numbers.size());
        return numbers;
    }

    private long reserve(long number) {
        long record = ring.reserve(8);
        if (record != 0) {
            ring.machine().box().putLong(record, number);
        }
        return record;
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void recordsAreReadInOrderAlsoAcrossTheEndOfTheRing(EngineKind engine) {
        try (Kernel other = EmbeddedKernel.builder().unverified().engine(engine).open();
                BpfMap map = other.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
                BpfProgram program = Programs.load(other, EMIT, map);
                RingBufferReader reader = map.ringBuffer()) {
            for (long number = 0; number < 1000; number++) {
                long wanted = number;
                assertThat(emit(program, number)).isZero();
                assertThat(reader.poll(record -> assertThat(record.toArray(JAVA_LONG)).containsExactly(wanted,
                        wanted * wanted, ~wanted))).isEqualTo(1);
            }
        }
    }

    @Test
    void aRecordThatIsNotFinishedHoldsUpThoseBehindIt() {
        try (RingBufferReader reader = ring.ringBuffer()) {
            long first = reserve(1);
            long second = reserve(2);
            ring.submit(second, 0);
            assertThat(read(reader)).isEmpty();
            ring.submit(first, 0);
            assertThat(read(reader)).containsExactly(1L, 2L);
        }
    }

    @Test
    void aDiscardedRecordIsSkipped() {
        try (RingBufferReader reader = ring.ringBuffer()) {
            ring.discard(reserve(1), 0);
            ring.submit(reserve(2), 0);
            assertThat(read(reader)).containsExactly(2L);
        }
    }

    @Test
    void aRecordThatIsNotFinishedKeepsTheRingFromGoingRoundIt() {
        try (RingBufferReader reader = ring.ringBuffer()) {
            long held = reserve(0);
            int count = 0;
            for (long record = reserve(1); record != 0; record = reserve(1)) {
                ring.submit(record, 0);
                count++;
            }
            assertThat(count).isEqualTo(254);
            ring.discard(held, 0);
            assertThat(reserve(1)).as("nothing is read").isZero();
            assertThat(read(reader)).hasSize(254);
            assertThat(reserve(1)).isNotZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true, false", "1, false, false", "2, true, true", "3, true, true"})
    void flagsDecideWhetherAWaitingReaderIsWoken(long flags, boolean next, boolean behind) {
        long first = reserve(1);
        long second = reserve(2);
        assertThat(ring.wakes(first, flags)).as("the record that the reader is at").isEqualTo(next);
        assertThat(ring.wakes(second, flags)).as("one behind it").isEqualTo(behind);
    }

    @Test
    void aReaderWaitsForAWriter() throws Exception {
        try (BpfProgram program = Programs.load(kernel, EMIT, ring); RingBufferReader reader = ring.ringBuffer()) {
            assertThat(reader.poll(NONE, _ -> {})).isZero();
            CompletableFuture<Integer> read = waiting(reader);
            assertThat(emit(program, 1)).isZero();
            assertThat(read.get()).isEqualTo(1);
        }
    }

    private static CompletableFuture<Integer> waiting(RingBufferReader reader) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reader.poll(LONG, _ -> {});
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
    }

    @Test
    void closingTheReaderOrTheKernelEndsAWait() {
        RingBufferReader reader = ring.ringBuffer();
        CompletableFuture<Integer> read = waiting(reader);
        reader.close();
        assertThatThrownBy(read::join).hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the ring buffer reader is closed");

        CompletableFuture<Integer> next = waiting(ring.ringBuffer());
        kernel.close();
        assertThatThrownBy(next::join).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void thereIsOneReaderAtATimeWhichOutlivesTheMap() {
        RingBufferReader reader = ring.ringBuffer();
        assertThatThrownBy(ring::ringBuffer).isInstanceOf(IllegalStateException.class)
                .hasMessage("ringbuf map events has a reader; close that before opening another one");
        reader.close();
        reader.close();
        assertThatThrownBy(() -> reader.poll(_ -> {})).isInstanceOf(IllegalStateException.class)
                .hasMessage("the ring buffer reader is closed");

        try (RingBufferReader second = ring.ringBuffer()) {
            ring.submit(reserve(7), 0);
            ring.close();
            assertThat(read(second)).containsExactly(7L);
        }
        assertThatThrownBy(ring::ringBuffer).isInstanceOf(IllegalStateException.class)
                .hasMessage("ringbuf map events is closed");
    }

    @Test
    void theMemoryOfAClosedMapGoesWithItsReader() {
        long before = ring.machine().allocator().used();
        for (int round = 0; round < 3; round++) {
            BpfMap map = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 1 << 20));
            RingBufferReader reader = map.ringBuffer();
            map.close();
            assertThat(ring.machine().allocator().used()).isGreaterThan(before + (1 << 20));
            reader.close();
            assertThat(ring.machine().allocator().used()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aRecordThatAProgramKeepsIsATrapAndDoesNotHoldUpTheRing(EngineKind engine) {
        String keeps = """
                r1 = map[events]
                r2 = 16
                r3 = 0
                call 131
                r0 = 0
                exit
                """;
        try (Kernel other = EmbeddedKernel.builder().unverified().engine(engine).open();
                BpfMap map = other.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
                BpfProgram keeper = Programs.load(other, keeps, map);
                BpfProgram program = Programs.load(other, EMIT, map);
                RingBufferReader reader = map.ringBuffer()) {
            assertThatThrownBy(() -> emit(keeper, 0)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("has not given back the record of 16 bytes in ringbuf map events");
            assertThat(emit(program, 5)).isZero();
            assertThat(read(reader)).containsExactly(5L);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "*(u64 *)(r6 +24) = 1 | behind the end of record of 24 bytes in ringbuf map events",
            "*(u64 *)(r6 -8) = 1 | 8 bytes before record of 24 bytes",
            "r0 = *(u64 *)(r6 +20) | 20 bytes into record of 24 bytes",
            "r1 = r6; r1 += 8; r2 = 0; call 132 | nothing that the program has to give back",
            "r1 = r6; r2 = 0; call 132; *(u64 *)(r6 +0) = 1 | bytes before context",
            "r1 = r6; r2 = 0; call 133; r1 = r6; r2 = 0; call 132 | nothing that the program has to give back"})
    void whatAProgramMayNotDoWithARecordTraps(String abuse, String reason) {
        String text = """
                r1 = map[events]
                r2 = 24
                r3 = 0
                call 131
                r6 = r0
                %s
                r0 = 0
                exit
                """.formatted(abuse.replace("; ", "\n"));
        try (BpfProgram abuser = Programs.load(kernel, text, ring);
                BpfProgram program = Programs.load(kernel, EMIT, ring);
                RingBufferReader reader = ring.ringBuffer()) {
            assertThatThrownBy(() -> emit(abuser, 0)).isInstanceOf(ProgramTrap.class).hasMessageContaining(reason);
            assertThat(emit(program, 5)).isZero();
            assertThat(read(reader)).contains(5L);
        }
    }

    @Test
    void otherMapsAreNoRingBuffers() {
        BpfMap array = kernel.createMap(MapSpec.of("events", MapType.ARRAY, 4, 8, 1));
        assertThatThrownBy(array::ringBuffer).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("array map events is no ring buffer");
        try (BpfProgram program = Programs.load(kernel, EMIT, array)) {
            assertThatThrownBy(() -> emit(program, 0)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("array map events is no ring buffer");
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void manyThreadsLoseAndTearNothing(EngineKind engine) throws Exception {
        int producers = 4;
        long each = 10_000;
        try (Kernel other = EmbeddedKernel.builder().unverified().engine(engine).cpus(producers).open();
                BpfMap map = other.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
                BpfProgram program = Programs.load(other, EMIT, map);
                RingBufferReader reader = map.ringBuffer()) {
            long[] next = new long[producers];
            List<Throwable> failures = Threads.run(producers + 1, thread -> {
                if (thread == producers) {
                    long left = producers * each;
                    while (left > 0) {
                        int count = reader.poll(LONG, record -> {
                            long number = record.get(JAVA_LONG, 0);
                            assertThat(record.get(JAVA_LONG, 8)).isEqualTo(number * number);
                            assertThat(record.get(JAVA_LONG, 16)).isEqualTo(~number);
                            int producer = (int) (number >>> 32);
                            assertThat((int) number).isEqualTo((int) next[producer]++);
                        });
                        assertThat(count).isPositive();
                        left -= count;
                    }
                    return;
                }
                for (long number = 0; number < each; number++) {
                    while (emit(program, (long) thread << 32 | number) != 0) {
                        Thread.onSpinWait();
                    }
                }
            });
            assertThat(failures).isEmpty();
            assertThat(next).containsOnly(each);
            assertThat(read(reader)).isEmpty();
        }
    }
}
