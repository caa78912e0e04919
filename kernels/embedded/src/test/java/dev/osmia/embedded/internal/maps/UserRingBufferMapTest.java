package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.UserRingBufferWriter;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class UserRingBufferMapTest {
    private static final MapSpec SPEC = MapSpec.of("commands", MapType.USER_RINGBUF, 0, 0, 4096);

    private final EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().cpus(4).open();
    private final UserRingBufferMap ring = (UserRingBufferMap) kernel.createMap(SPEC);

    @AfterEach
    void close() {
        kernel.close();
    }

    /** Adds the samples' numbers to the 8 bytes of context, and stops when a sample is 99. */
    private static String drain(int flags) {
        return """
                r6 = r1
                *(u64 *)(r10 -8) = 0
                r1 = map[commands]
                r2 = subprog[+8]
                r3 = r10
                r3 += -8
                r4 = %d
                call 209
                r1 = *(u64 *)(r10 -8)
                *(u64 *)(r6 +0) = r1
                exit
                r3 = *(u64 *)(r1 +0)
                r3 = *(u64 *)(r3 +0)
                r4 = *(u64 *)(r2 +0)
                r4 += r3
                *(u64 *)(r2 +0) = r4
                r0 = 0
                if r3 != 0x63 goto +1
                r0 = 1
                exit
                """.formatted(flags);
    }

    private static String run(BpfProgram program) {
        var result = program.test(TestInput.context(new byte[8]));
        long sum = ByteBuffer.wrap(result.context()).order(ByteOrder.nativeOrder()).getLong();
        return result.returnValue() + " " + sum;
    }

    private static MemorySegment reserve(UserRingBufferWriter writer, long number) {
        MemorySegment record = Objects.requireNonNull(writer.reserve(8));
        record.set(JAVA_LONG, 0, number);
        return record;
    }

    private static void write(UserRingBufferWriter writer, long... numbers) {
        for (long number : numbers) {
            writer.submit(reserve(writer, number));
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aProgramDrainsWhatIsSubmitted(EngineKind engine) {
        try (Kernel other = EmbeddedKernel.builder().unverified().engine(engine).open();
                BpfMap map = other.createMap(SPEC);
                BpfProgram program = Programs.load(other, drain(0), map);
                UserRingBufferWriter writer = map.userRingBuffer()) {
            assertThat(run(program)).isEqualTo("0 0");
            for (int round = 0; round < 300; round++) {
                write(writer, 1, 200, round + 1000);
                assertThat(run(program)).isEqualTo("3 " + (1201 + round));
            }
        }
    }

    @Test
    void aCallbackThatReturnsOneEndsTheDrain() {
        try (BpfProgram program = Programs.load(kernel, drain(0), ring);
                UserRingBufferWriter writer = ring.userRingBuffer()) {
            write(writer, 1, 99, 2, 3);
            assertThat(run(program)).isEqualTo("2 100");
            assertThat(run(program)).isEqualTo("2 5");
        }
    }

    @Test
    void aRecordThatIsNotSubmittedHoldsUpThoseBehindItAndADiscardedOneDoesNotCount() {
        try (BpfProgram program = Programs.load(kernel, drain(0), ring);
                UserRingBufferWriter writer = ring.userRingBuffer()) {
            write(writer, 1);
            MemorySegment open = reserve(writer, 2);
            MemorySegment dropped = reserve(writer, 3);
            write(writer, 4);
            writer.discard(dropped);
            assertThat(run(program)).isEqualTo("1 1");
            writer.submit(open);
            assertThat(run(program)).isEqualTo("2 6");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1 7", "1, 1 7", "2, 1 7", "3, 1 7", "4, -22 0"})
    void flagsAreThoseOfWaking(int flags, String expected) {
        try (BpfProgram program = Programs.load(kernel, drain(flags), ring);
                UserRingBufferWriter writer = ring.userRingBuffer()) {
            write(writer, 7);
            assertThat(run(program)).isEqualTo(expected);
        }
    }

    @Test
    void aFullRingGivesNoRoomUntilItIsDrained() {
        try (BpfProgram program = Programs.load(kernel, drain(0), ring);
                UserRingBufferWriter writer = ring.userRingBuffer()) {
            for (int count = 0; count < 256; count++) {
                write(writer, 1);
            }
            assertThat(writer.reserve(8)).isNull();
            assertThat(run(program)).isEqualTo("256 256");
            assertThat(writer.reserve(4088)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0, EINVAL", "16, 100, EINVAL", "8192, 4096, E2BIG"})
    void aRingThatIsWrittenWrongIsRefused(long produced, int length, Errno error) {
        ring.ring().startHeader(ring.ring().at(0), length);
        ring.ring().produceTo(produced);
        assertThat(ring.drain((_, _) -> true)).isEqualTo(error.result());
    }

    @Test
    void onlyOneProgramDrainsAtATime() {
        try (UserRingBufferWriter writer = ring.userRingBuffer()) {
            write(writer, 1);
            assertThat(ring.drain((_, _) -> {
                assertThat(ring.drain((_, _) -> true)).isEqualTo(Errno.EBUSY.result());
                return true;
            })).isEqualTo(1);
        }
    }

    @Test
    void aSampleOnWhichAProgramTrapsIsGone() {
        try (BpfProgram program = Programs.load(kernel, drain(0), ring);
                UserRingBufferWriter writer = ring.userRingBuffer()) {
            writer.submit(Objects.requireNonNull(writer.reserve(4)));
            write(writer, 5);
            assertThatThrownBy(() -> run(program)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("sample of user_ringbuf map commands, which has 4");
            assertThat(run(program)).isEqualTo("1 5");
        }
    }

    @Test
    void theWriterRefusesWhatItHasNotReserved() {
        try (UserRingBufferWriter writer = ring.userRingBuffer()) {
            MemorySegment record = reserve(writer, 1);
            writer.submit(record);
            assertThatThrownBy(() -> writer.submit(record)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.discard(MemorySegment.ofArray(new long[1])))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.reserve(4089)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a ring of 4096 bytes holds records of 0 to 4088 bytes, not 4089");
        }
    }

    @Test
    void thereIsOneWriterAtATimeWhichOutlivesTheMap() {
        UserRingBufferWriter writer = ring.userRingBuffer();
        assertThatThrownBy(ring::userRingBuffer).isInstanceOf(IllegalStateException.class)
                .hasMessage("user_ringbuf map commands has a writer; close that before opening another one");
        ring.close();
        write(writer, 1);
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.reserve(1)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the user ring buffer writer is closed");
    }

    @Test
    void manyThreadsWriteWhileProgramsDrain() throws Exception {
        int writers = 3;
        int each = 5_000;
        AtomicInteger drained = new AtomicInteger();
        try (BpfProgram program = Programs.load(kernel, drain(0), ring);
                UserRingBufferWriter writer = ring.userRingBuffer()) {
            List<Throwable> failures = Threads.run(writers + 1, thread -> {
                if (thread == writers) {
                    while (drained.get() < writers * each) {
                        String[] result = run(program).split(" ", -1);
                        assertThat(Long.parseLong(result[1])).isEqualTo(7 * Long.parseLong(result[0]));
                        drained.addAndGet(Integer.parseInt(result[0]));
                    }
                    return;
                }
                for (int count = 0; count < each;) {
                    MemorySegment record = writer.reserve(8);
                    if (record != null) {
                        record.set(JAVA_LONG, 0, 7);
                        writer.submit(record);
                        count++;
                    }
                }
            });
            assertThat(failures).isEmpty();
            assertThat(drained.get()).isEqualTo(writers * each);
        }
    }
}
