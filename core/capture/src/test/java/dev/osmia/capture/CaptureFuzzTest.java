package dev.osmia.capture;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes give packets or a {@link CaptureFormatException}, and packets survive being written and read again.
 *
 * <p>Without {@code JAZZER_FUZZ=1} in the environment this runs over the saved inputs only.
 */
class CaptureFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyBytesGivePacketsOrATypedException(byte[] bytes) throws IOException {
        List<Packet> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(bytes), "fuzz")) {
            reader.forEach(packets::add);
        } catch (CaptureFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        }
        packets.removeIf(packet -> packet.timestampNanos() < 0);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (CaptureWriter writer = CaptureWriter.of(copy, CaptureFormat.PCAPNG)) {
            for (Packet packet : packets) {
                writer.write(packet);
            }
        }
        assertThat(CaptureBytes.read(copy.toByteArray())).isEqualTo(packets);
    }
}
