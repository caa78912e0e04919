package dev.osmia.examples;

import dev.osmia.capture.CaptureReader;
import dev.osmia.capture.Packet;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

/** The events of the example programs, against those that Linux 6.18 has handed out for the same packets. */
class EventsExampleTest {
    private static final int KIND = 12;

    /** Events by kind (opening, accepted, closing, refused), then the CRC-32 of all of them, one behind the other. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            web  | {1=14, 2=9, 3=18, 4=5} 3c9e5dc0
            scan | {1=30, 2=5, 3=10, 4=25} 55e352c9
            """)
    void reportsTheConnectionsOfACapture(String capture, String outcome) throws IOException {
        ObjectSpec spec = ObjectSpec.read(Path.of("events.bpf.o"));
        for (EngineKind engine : EngineKind.values()) {
            try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).open();
                    BpfObject object = kernel.load(spec)) {
                assertThat(events(object, Path.of(capture + ".pcap"))).as(engine.name()).isEqualTo(outcome);
            }
        }
    }

    private static String events(BpfObject object, Path capture) throws IOException {
        Map<Integer, Integer> kinds = new TreeMap<>();
        CRC32 sum = new CRC32();
        try (RingBufferReader reader = object.map("events").ringBuffer();
                CaptureReader packets = CaptureReader.open(capture)) {
            for (Packet packet : packets) {
                object.program("report").test(TestInput.packet(packet.data()));
                reader.poll(event -> {
                    kinds.merge(event.get(JAVA_INT, KIND), 1, Integer::sum);
                    sum.update(event.toArray(JAVA_BYTE));
                });
            }
        }
        return kinds + " " + Long.toHexString(sum.getValue());
    }
}
