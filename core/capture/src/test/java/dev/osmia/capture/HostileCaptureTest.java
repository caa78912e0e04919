package dev.osmia.capture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HostileCaptureTest {

    private static final long FOUR_GIGABYTES = 0xffff_fffcL;

    static Stream<Arguments> captures() {
        return Stream.of(
                bad("nothing", 0, "the file ends after 0 bytes of the magic number", b -> b),
                bad("two bytes", 2, "the file ends after 2 bytes of the magic number", b -> b.u16(0xc3d4)),
                bad("a gzip file", 0, "magic number 0x1f8b0800",
                        b -> b.raw((byte) 0x1f, (byte) 0x8b, (byte) 8, (byte) 0)),
                bad("half a file header", 10, "the file ends after 6 bytes of the pcap file header",
                        b -> b.u32(0xa1b2c3d4L).u16(2).u16(4).u16(0)),
                bad("another version", 4, "pcap version 2.3", b -> b.u32(0xa1b2c3d4L).u16(2).u16(3).zeros(16)),
                pcap("a cut packet", 45, "the file ends after 5 bytes of the packet",
                        b -> b.u32(0).u32(0).u32(60).u32(60).zeros(5)),
                pcap("a packet of 4 GB", 32, "captured length of 4294967292 bytes",
                        b -> b.u32(0).u32(0).u32(FOUR_GIGABYTES).u32(60)),
                pcap("a packet above the limit", 32, "captured length of 262145 bytes",
                        b -> b.u32(0).u32(0).u32(262_145).u32(60)),
                pcap("a packet from a wire of 4 GB", 36, "original length of 4294967292 bytes",
                        b -> b.u32(0).u32(0).u32(1).u32(FOUR_GIGABYTES).zeros(1)),
                bad("no byte-order magic", 8, "byte-order magic 0x00000000", b -> b.u32(0x0a0d0d0a).u32(28).u32(0)),
                bad("a section of length 0", 4, "block length 0", b -> b.u32(0x0a0d0d0a).u32(0).u32(0x1a2b3c4d)),
                bad("a section without version", 12,
                        "only 0 bytes are left for the section header in the block at offset 0",
                        b -> b.u32(0x0a0d0d0a).u32(16).u32(0x1a2b3c4d).zeros(12)),
                bad("a later version", 12, "pcapng version 2",
                        b -> b.u32(0x0a0d0d0a).u32(28).u32(0x1a2b3c4d).u16(2).u16(0).u64(0).u32(28)),
                pcapng("a block of length 0", 32, "block length 0", b -> b.u32(5).u32(0)),
                pcapng("a block of length 8", 32, "block length 8", b -> b.u32(5).u32(8).u32(8)),
                pcapng("a block of odd length", 32, "block length 13", b -> b.u32(5).u32(13).zeros(1).u32(13)),
                pcapng("a block of 4 GB", 46, "the file ends after 10 bytes of the block",
                        b -> b.u32(5).u32(FOUR_GIGABYTES).zeros(10)),
                pcapng("a block without end", 40, "the file ends after 4 bytes of the block",
                        b -> b.u32(5).u32(20).zeros(4)),
                pcapng("two lengths", 36, "closing block length 16", b -> b.u32(5).u32(12).u32(16)),
                pcapng("half a block type", 30, "the file ends after 2 bytes of the block type", b -> b.u16(5)),
                pcapng("an interface without room", 36,
                        "only 4 bytes are left for the interface description in the block at offset 28",
                        b -> b.block(1, b.body().zeros(4))),
                pcapng("an option without room", 48,
                        "only 4 bytes are left for the option value in the block at offset 28",
                        b -> b.describeInterface(1, 0, b.body().u16(2).u16(0xffff).zeros(4))),
                pcapng("a packet without interface", 36, "packet of interface 0", b -> b.enhancedPacket(0, 0)),
                pcapng("a packet of interface 4294967295", 56, "packet of interface 4294967295",
                        b -> b.describeInterface(1, 0, b.body()).enhancedPacket(0xffff_ffffL, 0)),
                pcapng("a simple packet without interface", 36, "packet of interface 0",
                        b -> b.block(3, b.body().u32(0))),
                pcapng("a packet longer than its block", 76,
                        "only 4 bytes are left for the packet in the block at offset 48",
                        b -> b.describeInterface(1, 0, b.body())
                                .block(6, b.body().u32(0).u64(0).u32(5).u32(5).zeros(4))),
                pcapng("a packet of 4 GB in a block", 68, "captured length of 4294967292 bytes",
                        b -> b.describeInterface(1, 0, b.body())
                                .block(6, b.body().u32(0).u64(0).u32(FOUR_GIGABYTES).u32(5).zeros(4))),
                pcapng("a simple packet of 1 GB", 56, "captured length of 1073741824 bytes",
                        b -> b.describeInterface(1, 0, b.body()).block(3, b.body().u32(1 << 30))));
    }

    private static Arguments bad(String what, long offset, String problem, UnaryOperator<CaptureBytes> content) {
        return Arguments.of(what, offset, problem, content.apply(CaptureBytes.little()).array());
    }

    private static Arguments pcap(String what, long offset, String problem, UnaryOperator<CaptureBytes> content) {
        return bad(what, offset, problem, bytes -> content.apply(bytes.pcapHeader(0xa1b2c3d4L, 1)));
    }

    private static Arguments pcapng(String what, long offset, String problem, UnaryOperator<CaptureBytes> content) {
        return bad(what, offset, problem, bytes -> content.apply(bytes.section()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("captures")
    void namesTheOffsetAndTheProblemOf(String what, long offset, String problem, byte[] capture) {
        var damage = catchThrowableOfType(CaptureFormatException.class, () -> CaptureBytes.read(capture));
        assertThat(damage.file()).isEqualTo("test");
        assertThat(damage.offset()).isEqualTo(offset);
        assertThat(damage.problem()).isEqualTo(problem);
        assertThat(damage).hasMessage("test: offset " + offset + ": " + problem + ", expected " + damage.expected());
    }

    @Test
    void everyPrefixOfACaptureGivesItsWholePacketsOrATypedException() {
        CaptureBytes capture = CaptureBytes.little().section();
        capture.describeInterface(1, 0, capture.body())
                .enhancedPacket(0, 1, new byte[5])
                .enhancedPacket(0, 2, new byte[6]);
        byte[] whole = capture.array();
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            boolean endsWithABlock = length == 28 || length == 48 || length == 88;
            var damage = catchThrowableOfType(CaptureFormatException.class, () -> CaptureBytes.read(prefix));
            assertThat(damage == null).as("prefix of %d bytes is whole", length).isEqualTo(endsWithABlock);
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({
            "micros.pcap, 1",
            "micros.pcap, 2",
            "CaptureFuzzTestInputs/anyBytesGivePacketsOrATypedException/blocks.pcapng, 3",
            "CaptureFuzzTestInputs/anyBytesGivePacketsOrATypedException/blocks.pcapng, 4"})
    void damagedBytesGivePacketsOrATypedException(String file, long seed) throws IOException {
        byte[] intact;
        try (InputStream in = getClass().getResourceAsStream(file)) {
            intact = Objects.requireNonNull(in, file).readAllBytes();
        }
        byte[] values = {0, 1, 4, 12, 0x7f, (byte) 0x80, (byte) 0xfc, (byte) 0xff};
        Random random = new Random(seed);
        int refused = 0;
        for (int run = 0; run < 5_000; run++) {
            byte[] damaged = intact.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = values[random.nextInt(values.length)];
            }
            try {
                CaptureBytes.read(damaged);
            } catch (CaptureFormatException e) {
                assertThat(e.offset()).isBetween(0L, (long) damaged.length);
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 4_999);
    }

    @Test
    void boundsTheInterfacesThatASectionMayDescribe() {
        CaptureBytes capture = CaptureBytes.little().section();
        byte[] description = CaptureBytes.little().describeInterface(1, 0, CaptureBytes.little()).array();
        for (int i = 0; i < 65_536; i++) {
            capture.raw(description);
        }
        assertThat(CaptureBytes.read(capture.array())).isEmpty();
        var damage = catchThrowableOfType(
                CaptureFormatException.class,
                () -> CaptureBytes.read(capture.raw(description).array()));
        assertThat(damage.expected()).isEqualTo("at most 65536 in a section");
    }

    @Test
    void aStreamThatFailsIsAnIoExceptionAndNoDamage() throws IOException {
        byte[] header = CaptureBytes.little().pcapHeader(0xa1b2c3d4L, 1).array();
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(header), closed);
        try (CaptureReader reader = CaptureReader.of(failing, "pipe")) {
            assertThat(catchThrowableOfType(UncheckedIOException.class, () -> reader.packets().count()))
                    .hasRootCauseMessage("Stream closed");
        }
    }
}
