package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class PerfEventArrayMapTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final MapSpec SPEC = MapSpec.of("samples", MapType.PERF_EVENT_ARRAY, 4, 4, 0);
    /** {@code BPF_F_CURRENT_CPU}. */
    private static final String HERE = "0xffffffff";

    private final EmbeddedKernel kernel = EmbeddedKernel.builder().cpus(3).open();
    private final PerfEventArrayMap map = (PerfEventArrayMap) kernel.createMap(SPEC);

    @AfterEach
    void close() {
        kernel.close();
    }

    /** Writes five bytes, 01 02 03 04 05. */
    private static String output(String flags) {
        return """
                *(u32 *)(r10 -8) = 0x04030201
                *(u32 *)(r10 -4) = 5
                r2 = map[samples]
                r3 = %s ll
                r4 = r10
                r4 += -8
                r5 = 5
                call 25
                exit
                """.formatted(flags);
    }

    private static byte[] packet() {
        byte[] packet = new byte[64];
        for (int index = 0; index < packet.length; index++) {
            packet[index] = (byte) (0xa0 + index);
        }
        return packet;
    }

    /** What is appended is the packet as the program sees it; zeros fill up to a multiple of 8, less 4. */
    @ParameterizedTest
    @CsvSource({"XDP, 0xffffffff, 010203040500000000000000", "XDP, 0x3ffffffff, 0102030405a0a1a200000000",
            "XDP, 0x9ffffffff, 0102030405a0a1a2a3a4a5a6a7a8000000000000",
            "SCHED_CLS, 0x2ffffffff, 0102030405a0a10000000000",
            "SOCKET_FILTER, 0x2ffffffff, 0102030405aeaf0000000000"})
    void samplesCarryWhatLinuxPutsThere(ProgramType type, String flags, String expected) {
        for (EngineKind engine : EngineKind.values()) {
            try (Kernel other = EmbeddedKernel.builder().engine(engine).cpus(2).open();
                    BpfMap samples = other.createMap(SPEC);
                    BpfProgram program = Programs.load(other, type, output(flags), samples);
                    PerfBufferReader reader = samples.perfBuffer()) {
                assertThat(program.test(TestInput.packet(packet())).returnValue()).isZero();
                List<String> seen = new ArrayList<>();
                assertThat(reader.poll((_, record) -> seen.add(HexFormat.of().formatHex(record.toArray(JAVA_BYTE)))))
                        .isEqualTo(1);
                assertThat(seen).containsExactly(expected);
            }
        }
    }

    @Test
    void withoutAReaderAndAfterItThereAreNoEvents() {
        try (BpfProgram program = Programs.load(kernel, ProgramType.XDP, output(HERE), map)) {
            TestInput input = TestInput.packet(packet());
            assertThat(program.test(input).returnValue()).isEqualTo((int) Errno.ENOENT.result());
            map.perfBuffer().close();
            assertThat(program.test(input).returnValue()).isEqualTo((int) Errno.ENOENT.result());
        }
    }

    @Test
    void anotherCpusEventIsRefused() {
        VirtualCpu own = map.machine().cpus().acquire();
        try (PerfBufferReader reader = map.perfBuffer()) {
            assertThat(map.output(own, (own.id() + 1) % 3, new byte[1])).isEqualTo(Errno.EOPNOTSUPP.result());
            assertThat(map.output(own, 3, new byte[1])).isEqualTo(Errno.E2BIG.result());
            assertThat(map.output(own, own.id(), new byte[65516])).isZero();
            List<Integer> cpus = new ArrayList<>();
            assertThat(reader.poll((cpu, _) -> cpus.add(cpu))).isEqualTo(1);
            assertThat(cpus).containsExactly(own.id());
            assertThat(map.delete(bytes(4, own.id()))).isTrue();
            assertThat(map.output(own, own.id(), new byte[1])).isEqualTo(Errno.ENOENT.result());
        } finally {
            map.machine().cpus().release(own);
        }
    }

    @Test
    void aSampleThatNoRecordHoldsIsLostAndItsProgramDoesNotLearnThat() {
        VirtualCpu own = map.machine().cpus().acquire();
        try (PerfBufferReader reader = map.perfBuffer()) {
            Log log = new Log();
            assertThat(map.output(own, own.id(), new byte[PerfBufferReader.LARGEST_SAMPLE + 1])).isZero();
            assertThat(map.output(own, own.id(), bytes(8, 7))).isZero();
            reader.poll(log);
            assertThat(log.samples).containsExactly(7L);
            assertThat(log.lost).isEqualTo(1);
        } finally {
            map.machine().cpus().release(own);
        }
    }

    private static final class Log implements PerfBufferReader.Consumer {
        private final List<Long> samples = new ArrayList<>();
        private long lost;

        @Override
        public void accept(int cpu, MemorySegment record) {
            samples.add(record.get(JAVA_LONG_UNALIGNED, 0));
        }

        @Override
        public void lost(int cpu, long records) {
            lost += records;
        }
    }

    @Test
    void aFullRingLosesSamplesAndSaysHowMany() {
        VirtualCpu own = map.machine().cpus().acquire();
        try (PerfBufferReader reader = map.perfBuffer()) {
            Log log = new Log();
            long number = 0;
            for (int round = 0; round < 3; round++) {
                while (map.output(own, own.id(), bytes(8, number)) == 0) {
                    number++;
                }
                assertThat(map.output(own, own.id(), bytes(8, -1))).isEqualTo(Errno.ENOSPC.result());
                reader.poll(log);
                assertThat(map.output(own, own.id(), bytes(8, number++))).isZero();
                reader.poll(log);
                assertThat(log.lost).isEqualTo(2L * (round + 1));
            }
            assertThat(log.samples).hasSize((int) number);
            for (int index = 0; index < log.samples.size(); index++) {
                assertThat(log.samples.get(index)).isEqualTo(index);
            }
        } finally {
            map.machine().cpus().release(own);
        }
    }

    @Test
    void aReaderIsWokenByAnyCpu() throws Exception {
        try (BpfProgram program = Programs.load(kernel, ProgramType.XDP, output(HERE), map);
                PerfBufferReader reader = map.perfBuffer()) {
            assertThat(reader.poll(Duration.ofMillis(1), (_, _) -> {})).isZero();
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.poll(LONG, (_, _) -> {});
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            program.test(TestInput.packet(packet()));
            assertThat(read.get()).isEqualTo(1);
        }
    }

    @Test
    void thereIsOneReaderAtATimeWhichOutlivesTheMap() {
        PerfBufferReader reader = map.perfBuffer();
        assertThatThrownBy(map::perfBuffer).isInstanceOf(IllegalStateException.class)
                .hasMessage("perf_event_array map samples has a reader; close that before opening another one");
        map.close();
        assertThat(reader.poll((_, _) -> {})).isZero();
        reader.close();
        reader.close();
        assertThatThrownBy(() -> reader.poll((_, _) -> {})).isInstanceOf(IllegalStateException.class)
                .hasMessage("the perf buffer reader is closed");
    }

    @Test
    void manyThreadsTearNothingAndACpusSamplesKeepTheirOrder() throws Exception {
        int writers = 3;
        int each = 10_000;
        AtomicLong refused = new AtomicLong();
        Checks checks = new Checks(writers);
        try (PerfBufferReader reader = map.perfBuffer()) {
            List<Throwable> failures = Threads.run(writers + 1, thread -> {
                if (thread == writers) {
                    while (checks.count < writers * (long) each) {
                        assertThat(reader.poll(LONG, checks)).isPositive();
                    }
                    return;
                }
                for (long number = 1; number <= each;) {
                    VirtualCpu cpu = map.machine().cpus().acquire();
                    try {
                        if (map.output(cpu, cpu.id(), sample((long) thread << 32 | number)) == 0) {
                            number++;
                        } else {
                            refused.incrementAndGet();
                        }
                    } finally {
                        map.machine().cpus().release(cpu);
                    }
                }
            });
            assertThat(failures).isEmpty();
            assertThat(checks.count).isEqualTo(writers * (long) each);
            assertThat(checks.lost).isLessThanOrEqualTo(refused.get());
        }
    }

    private static byte[] sample(long number) {
        byte[] sample = new byte[20];
        MemorySegment words = MemorySegment.ofArray(sample);
        words.set(JAVA_LONG_UNALIGNED, 0, number);
        words.set(JAVA_LONG_UNALIGNED, 8, ~number);
        return sample;
    }

    private static final class Checks implements PerfBufferReader.Consumer {
        private final int[][] last;
        private long count;
        private long lost;

        Checks(int writers) {
            last = new int[writers][writers];
        }

        @Override
        public void accept(int cpu, MemorySegment record) {
            long number = record.get(JAVA_LONG_UNALIGNED, 0);
            assertThat(record.get(JAVA_LONG_UNALIGNED, 8)).isEqualTo(~number);
            int writer = (int) (number >>> 32);
            assertThat((int) number).isGreaterThan(last[cpu][writer]);
            last[cpu][writer] = (int) number;
            count++;
        }

        @Override
        public void lost(int cpu, long records) {
            lost += records;
        }
    }
}
