package dev.osmia.capture;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Any bytes give packets or a {@link CaptureFormatException}, and packets survive being written and read again. */
class CaptureFuzzTest {
    private static final long PCAP_SECONDS = 1L << 32;

    @FuzzTest
    void anyBytesGivePacketsOrATypedException(byte[] bytes) throws IOException {
        List<Packet> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(bytes), "fuzz")) {
            reader.forEach(packets::add);
        } catch (CaptureFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
            assertThat(e.getMessage()).startsWith("fuzz: offset ").doesNotContain("\n");
        }
        packets.removeIf(packet -> packet.timestampNanos() < 0);
        comeBack(packets, CaptureFormat.PCAPNG);
        if (!packets.isEmpty()) {
            int first = packets.getFirst().linkType();
            packets.removeIf(packet -> packet.linkType() != first
                    || packet.timestampNanos() / 1_000_000_000 >= PCAP_SECONDS);
            comeBack(packets, CaptureFormat.PCAP);
        }
    }

    private static void comeBack(List<Packet> packets, CaptureFormat format) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (CaptureWriter writer = CaptureWriter.of(copy, format)) {
            for (Packet packet : packets) {
                writer.write(packet);
            }
        }
        assertThat(CaptureBytes.read(copy.toByteArray())).isEqualTo(packets);
    }
}
