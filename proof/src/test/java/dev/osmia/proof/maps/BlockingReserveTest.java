package dev.osmia.proof.maps;

import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.UserRingBufferWriter;
import dev.osmia.object.ObjectSpec;
import dev.osmia.proof.Subject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writers into a user ring buffer wait for room until a program drains it. */
@Timeout(120)
class BlockingReserveTest {
    private static final Path OBJECT = Path.of("../kernels/linux/src/test/resources/dev/osmia/linux/drain.bpf.o");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int LARGEST = 4088;
    /** So many samples of a number fill the ring. */
    private static final int FULL = 256;
    private static final int WRITERS = 3;
    private static final int SAMPLES = 2000;

    private static BpfObject load(Kernel kernel) throws IOException {
        return kernel.load(ObjectSpec.read(OBJECT));
    }

    /** The sum of the samples. */
    private static long drain(BpfProgram program) {
        byte[] context = program.test(TestInput.context(new byte[8])).context();
        return ByteBuffer.wrap(context).order(ByteOrder.nativeOrder()).getLong();
    }

    private static void fill(UserRingBufferWriter writer) {
        for (int count = 0; count < FULL; count++) {
            writer.submit(number(writer.reserve(8)));
        }
        assertThat(writer.reserve(8)).isNull();
    }

    private static MemorySegment number(@Nullable MemorySegment room) {
        MemorySegment record = Objects.requireNonNull(room, "no room for a record");
        record.set(JAVA_LONG, 0, 1);
        return record;
    }

    private static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    @ParameterizedTest
    @EnumSource
    void roomThatIsThereIsGivenAtOnceAndNoneWhenTheTimeIsOver(Subject subject) throws Exception {
        try (Kernel kernel = subject.open();
                BpfObject object = load(kernel);
                UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            writer.submit(number(writer.reserve(8, Duration.ZERO)));
            writer.submit(number(writer.reserve(8, ChronoUnit.FOREVER.getDuration())));
            assertThat(drain(object.program("drain"))).isEqualTo(2);
            fill(writer);
            assertThat(writer.reserve(8, Duration.ZERO)).isNull();
            assertThat(writer.reserve(8, Duration.ofMillis(1))).isNull();
            assertThatThrownBy(() -> writer.reserve(LARGEST + 1, LONG)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A ring that is not full to the last byte can be written to, for Linux: that does not end the wait. */
    @ParameterizedTest
    @EnumSource
    void someRoomIsNotEnough(Subject subject) throws Exception {
        try (Kernel kernel = subject.open();
                BpfObject object = load(kernel);
                UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            writer.submit(number(writer.reserve(8)));
            assertThat(writer.reserve(LARGEST, Duration.ofMillis(1))).isNull();
            FutureTask<Long> room = start(() -> number(writer.reserve(LARGEST, LONG)).byteSize());
            assertThat(drain(object.program("drain"))).isEqualTo(1);
            assertThat(room.get()).isEqualTo(LARGEST);
        }
    }

    @ParameterizedTest
    @EnumSource
    void writersWaitForAProgramThatIsSlowerThanThey(Subject subject) throws Exception {
        try (Kernel kernel = subject.open();
                BpfObject object = load(kernel);
                UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            fill(writer);
            List<FutureTask<String>> tasks = new ArrayList<>();
            for (int task = 0; task < WRITERS; task++) {
                tasks.add(start(() -> {
                    for (int sample = 0; sample < SAMPLES; sample++) {
                        writer.submit(number(writer.reserve(8, LONG)));
                    }
                    return "done";
                }));
            }
            long sum = 0;
            while (sum < FULL + WRITERS * SAMPLES) {
                sum += drain(object.program("drain"));
            }
            for (FutureTask<String> task : tasks) {
                assertThat(task.get()).isEqualTo("done");
            }
            assertThat(sum).isEqualTo(FULL + WRITERS * SAMPLES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWait(Subject subject) throws Exception {
        try (Kernel kernel = subject.open();
                BpfObject object = load(kernel);
                UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            fill(writer);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> writer.reserve(8, LONG)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();

            FutureTask<String> waits = new FutureTask<>(() -> {
                assertThatThrownBy(() -> writer.reserve(8, LONG)).isInstanceOf(InterruptedException.class);
                return "interrupted";
            });
            Thread thread = Thread.ofPlatform().daemon().start(waits);
            thread.interrupt();
            assertThat(waits.get()).isEqualTo("interrupted");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsTheWait(Subject subject) throws Exception {
        try (Kernel kernel = subject.open(); BpfObject object = load(kernel)) {
            UserRingBufferWriter writer = object.map("commands").userRingBuffer();
            fill(writer);
            FutureTask<Long> waits = start(() -> number(writer.reserve(8, LONG)).byteSize());
            writer.close();
            assertThatThrownBy(waits::get).isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the user ring buffer writer is closed");
        }
    }
}
