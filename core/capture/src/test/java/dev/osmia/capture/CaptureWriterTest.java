package dev.osmia.capture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CaptureWriterTest {

    private static final Packet FIRST = new Packet(1_700_000_000_123_456_789L, LinkType.ETHERNET, 1500,
            new byte[]{1, 2, 3});
    private static final Packet EMPTY = new Packet(0, LinkType.ETHERNET, 0, new byte[0]);
    private static final Packet LARGEST = new Packet(5, LinkType.ETHERNET, Integer.MAX_VALUE,
            new byte[Packet.MAX_LENGTH]);
    private static final Packet RAW = new Packet(9, LinkType.RAW, 1, new byte[]{4});

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(CaptureFormat format) throws IOException {
        List<Packet> packets = List.of(FIRST, EMPTY, LARGEST);
        assertThat(CaptureBytes.read(written(format, packets))).isEqualTo(packets);
    }

    @ParameterizedTest
    @EnumSource
    void aWriterWithoutPacketsLeavesAValidCapture(CaptureFormat format) throws IOException {
        byte[] capture = written(format, List.of());
        assertThat(capture).isNotEmpty();
        assertThat(CaptureBytes.read(capture)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAbandonedLeavesTheFileThatWasThere(CaptureFormat format) throws IOException {
        Path file = Files.writeString(folder.resolve("kept"), "precious");
        try (CaptureWriter writer = CaptureWriter.create(file, format)) {
            writer.write(FIRST);
            writer.abandon();
        }
        assertThat(file).hasContent("precious");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void pcapngMixesLinkTypes() throws IOException {
        List<Packet> packets = List.of(FIRST, RAW, EMPTY, RAW);
        assertThat(CaptureBytes.read(written(CaptureFormat.PCAPNG, packets))).isEqualTo(packets);
    }

    @Test
    void pcapRefusesASecondLinkTypeAndSaysWhatHoldsBoth() throws IOException {
        try (CaptureWriter writer = CaptureWriter.of(OutputStream.nullOutputStream(), CaptureFormat.PCAP)) {
            writer.write(FIRST);
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(RAW))
                    .withMessage(
                            "a packet of link type RAW in a pcap file of link type ETHERNET; a pcapng file holds both");
        }
    }

    @Test
    void refusesTimesThatTheFormatCannotSay() throws IOException {
        long endOfPcap = 4_294_967_296_000_000_000L;
        try (CaptureWriter pcap = CaptureWriter.of(OutputStream.nullOutputStream(), CaptureFormat.PCAP);
                CaptureWriter pcapng = CaptureWriter.of(OutputStream.nullOutputStream(), CaptureFormat.PCAPNG)) {
            assertThatIllegalArgumentException().isThrownBy(() -> pcap.write(at(endOfPcap)));
            assertThatIllegalArgumentException().isThrownBy(() -> pcap.write(at(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> pcapng.write(at(-1)));
            pcap.write(at(endOfPcap - 1));
            pcapng.write(at(Long.MAX_VALUE));
        }
    }

    @ParameterizedTest
    @CsvSource({"a.pcap, PCAP", "a.pcapng, PCAPNG", "A.PCAPNG, PCAPNG", "a, PCAP", "pcapng, PCAP"})
    void theFileNameChoosesTheFormat(Path file, CaptureFormat format) throws IOException {
        Path target = folder.resolve(file);
        try (CaptureWriter writer = CaptureWriter.create(target)) {
            writer.write(FIRST);
        }
        try (CaptureReader reader = CaptureReader.open(target)) {
            assertThat(reader.format()).isEqualTo(format);
            assertThat(reader).containsExactly(FIRST);
        }
    }

    @Test
    void aFileAppearsWhenItIsComplete() throws IOException {
        Path target = Files.writeString(folder.resolve("out.pcap"), "old");
        CaptureWriter writer = CaptureWriter.create(target);
        writer.write(FIRST);
        assertThat(target).hasContent("old");
        writer.close();
        writer.close();
        assertThat(names()).containsExactly("out.pcap");
        assertThat(CaptureBytes.read(Files.readAllBytes(target))).containsExactly(FIRST);
    }

    @Test
    void aSymbolicLinkStaysOne() throws IOException {
        Path target = Files.createFile(folder.resolve("real.pcap"));
        Path link = Files.createSymbolicLink(folder.resolve("link.pcap"), target);
        try (CaptureWriter writer = CaptureWriter.create(link)) {
            writer.write(FIRST);
        }
        assertThat(link).isSymbolicLink();
        assertThat(CaptureBytes.read(Files.readAllBytes(target))).containsExactly(FIRST);
    }

    @Test
    void aFileThatCannotBeMovedToItsNameLeavesNothingBehind() throws IOException {
        Path target = folder.resolve("out.pcap");
        CaptureWriter writer = CaptureWriter.create(target);
        writer.write(FIRST);
        Files.createDirectories(target.resolve("in the way"));
        assertThat(catchThrowableOfType(IOException.class, writer::close)).isNotNull();
        assertThat(names()).containsExactly("out.pcap");
    }

    @Test
    void leavesTheStreamOfTheCallerOpenAndRefusesToWriteOnceClosed() throws IOException {
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        CaptureWriter writer = CaptureWriter.of(out, CaptureFormat.PCAP);
        writer.close();
        assertThatIllegalStateException().isThrownBy(() -> writer.write(FIRST));
    }

    @Test
    void packetsKeepToWhatAFileCanHold() {
        byte[] none = {};
        assertThatIllegalArgumentException().isThrownBy(() -> new Packet(0, 0x10000, 0, none));
        assertThatIllegalArgumentException().isThrownBy(() -> new Packet(0, 1, -1, none));
        assertThatIllegalArgumentException().isThrownBy(() -> new Packet(0, 1, 0, new byte[Packet.MAX_LENGTH + 1]));
    }

    private static Packet at(long nanos) {
        return new Packet(nanos, LinkType.ETHERNET, 0, new byte[0]);
    }

    private static byte[] written(CaptureFormat format, List<Packet> packets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CaptureWriter writer = CaptureWriter.of(out, format)) {
            for (Packet packet : packets) {
                writer.write(packet);
            }
        }
        return out.toByteArray();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
