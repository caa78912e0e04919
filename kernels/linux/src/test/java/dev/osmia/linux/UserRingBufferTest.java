package dev.osmia.linux;

import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.kernel.UserRingBufferWriter;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserRingBufferTest extends LinuxTest {
    private static final Path DRAIN = Path.of("src/test/resources/dev/osmia/linux/drain.bpf.o");

    private BpfObject load() throws IOException {
        return kernel.load(ObjectSpec.read(DRAIN));
    }

    /** The number of samples and the sum of what is in them. */
    private static String drain(BpfObject object) {
        BpfProgram program = object.program("drain");
        TestResult result = program.test(TestInput.context(new byte[8]));
        return result.returnValue() + " " + u64(result.context());
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

    @Test
    void aProgramDrainsWhatIsSubmittedAlsoAcrossTheEndOfTheRing() throws IOException {
        try (BpfObject object = load(); UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            assertThat(drain(object)).isEqualTo("0 0");
            for (int round = 0; round < 300; round++) {
                write(writer, 1, 200, 1000 + round);
                assertThat(drain(object)).isEqualTo("3 " + (1201 + round));
            }
            write(writer, 1, 99, 2, 3);
            assertThat(drain(object)).isEqualTo("2 100");
            assertThat(drain(object)).isEqualTo("2 5");
        }
    }

    @Test
    void aRecordThatIsNotSubmittedHoldsUpThoseBehindIt() throws IOException {
        try (BpfObject object = load(); UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            write(writer, 1);
            MemorySegment open = reserve(writer, 2);
            MemorySegment dropped = reserve(writer, 3);
            write(writer, 4);
            writer.discard(dropped);
            assertThat(drain(object)).isEqualTo("1 1");
            writer.submit(open);
            assertThat(drain(object)).isEqualTo("2 6");
        }
    }

    @Test
    void aFullRingGivesNoRoomUntilItIsDrained() throws IOException {
        try (BpfObject object = load(); UserRingBufferWriter writer = object.map("commands").userRingBuffer()) {
            for (int count = 0; count < 256; count++) {
                write(writer, 1);
            }
            assertThat(writer.reserve(8)).isNull();
            assertThat(drain(object)).isEqualTo("256 256");
            assertThat(writer.reserve(4088)).isNotNull();
        }
    }

    @Test
    void aWriterOutlivesItsMapAndNotItself() throws IOException {
        BpfObject object = load();
        UserRingBufferWriter writer = object.map("commands").userRingBuffer();
        object.close();
        write(writer, 1);
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.reserve(8)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the user ring buffer writer is closed");
    }
}
