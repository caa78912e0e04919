package dev.osmia.capture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CaptureReaderTest {

    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DEFGH = "defgh".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({"micros, 1, 98, 98", "nanos, 1, 98, 98", "any, 276, 104, 104", "snapped, 1, 40, 98"})
    void readsWhatTcpdumpWrote(String name, int linkType, int length, int originalLength)
            throws IOException, URISyntaxException {
        List<Long> printedByTcpdump = Files.readAllLines(fixture(name + ".txt"))
                .stream()
                .map(line -> new BigDecimal(line.substring(0, line.indexOf(' '))).movePointRight(9).longValueExact())
                .toList();
        try (CaptureReader reader = CaptureReader.open(fixture(name + ".pcap"))) {
            assertThat(reader.format()).isEqualTo(CaptureFormat.PCAP);
            List<Packet> packets = reader.packets().toList();
            assertThat(packets).extracting(Packet::timestampNanos).isEqualTo(printedByTcpdump).hasSize(4);
            assertThat(packets).allSatisfy(packet -> {
                assertThat(packet.linkType()).isEqualTo(linkType);
                assertThat(packet.data()).hasSize(length);
                assertThat(packet.originalLength()).isEqualTo(originalLength);
                assertThat(packet.isCutOff()).isEqualTo(length < originalLength);
                assertThat(packet.data()).containsSequence(0x7f, 0, 0, 1);
            });
        }
    }

    static Stream<Arguments> pcapVariants() {
        return Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)
                .flatMap(order -> Stream
                        .of(Arguments.of(order, 0xa1b2c3d4L, 1000L), Arguments.of(order, 0xa1b23c4dL, 1L)));
    }

    @ParameterizedTest
    @MethodSource("pcapVariants")
    void readsPcapOfEveryByteOrderAndPrecision(ByteOrder order, long magic, long nanosPerTick) {
        byte[] capture = new CaptureBytes(order).pcapHeader(magic, LinkType.RAW)
                .pcapPacket(1, 2, ABC)
                .pcapPacket(0xffff_ffffL, 999_999, DEFGH)
                .pcapPacket(0, 0)
                .array();
        assertThat(CaptureBytes.read(capture)).containsExactly(
                new Packet(1_000_000_000L + 2 * nanosPerTick, 101, 3, ABC),
                new Packet(4_294_967_295_000_000_000L + 999_999 * nanosPerTick, 101, 5, DEFGH),
                new Packet(0, 101, 0, new byte[0]));
    }

    @Test
    void takesTheLinkTypeOfAPcapFileFromTheLowerHalfOfItsWord() {
        byte[] capture = CaptureBytes.little().pcapHeader(0xa1b2c3d4L, 0x5400_0001).pcapPacket(0, 0, ABC).array();
        assertThat(CaptureBytes.read(capture)).extracting(Packet::linkType).containsExactly(LinkType.ETHERNET);
    }

    @Test
    void readsSectionsOfDifferentByteOrderEachWithItsOwnInterfaces() {
        CaptureBytes big = new CaptureBytes(ByteOrder.BIG_ENDIAN);
        big.section()
                .describeInterface(LinkType.ETHERNET, 0, big.body())
                .describeInterface(LinkType.RAW, 0, big.body())
                .enhancedPacket(1, 7, ABC);
        CaptureBytes little = CaptureBytes.little();
        little.section().describeInterface(LinkType.LINUX_SLL, 0, little.body()).enhancedPacket(0, 8, DEFGH);
        byte[] capture = big.raw(little.array()).array();
        assertThat(CaptureBytes.read(capture))
                .containsExactly(new Packet(7000, LinkType.RAW, 3, ABC),
                        new Packet(8000, LinkType.LINUX_SLL, 5, DEFGH));
    }

    @Test
    void passesOverBlocksAndOptionsThatItDoesNotKnow() {
        CaptureBytes capture = CaptureBytes.little().section();
        CaptureBytes options = capture.body().u16(2).u16(5).raw("veth0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        capture.block(0x0bad, capture.body().zeros(20_000))
                .describeInterface(LinkType.ETHERNET, 0, options.u16(9).u16(1).u32(9).u16(0).u16(0))
                .block(4, capture.body())
                .block(
                        6,
                        capture.body().u32(0).u32(0).u32(7).u32(3).u32(9).raw(ABC).zeros(1).u16(2).u16(4).zeros(4))
                .block(5, capture.body().zeros(8));
        assertThat(CaptureBytes.read(capture.array())).containsExactly(new Packet(7, LinkType.ETHERNET, 9, ABC));
    }

    @Test
    void readsSimpleAndObsoletePacketBlocks() {
        CaptureBytes capture = CaptureBytes.little().section();
        capture.describeInterface(LinkType.RAW, 3, capture.body())
                .block(3, capture.body().u32(2).raw((byte) 1, (byte) 2).zeros(2))
                .block(3, capture.body().u32(1500).raw(ABC).zeros(1))
                .block(2, capture.body().u16(0).u16(0xffff).u32(0).u32(7).u32(3).u32(3).raw(ABC).zeros(1));
        assertThat(CaptureBytes.read(capture.array())).containsExactly(
                new Packet(0, LinkType.RAW, 2, new byte[]{1, 2}),
                new Packet(0, LinkType.RAW, 1500, ABC),
                new Packet(7000, LinkType.RAW, 3, ABC));
    }

    @ParameterizedTest
    @CsvSource({
            "seconds,                     0,       5,                   5000000000",
            "milliseconds,                3,       5,                   5000000",
            "nanoseconds,                 9,       9223372036854775807, 9223372036854775807",
            "picoseconds are cut off,     12,      1999,                1",
            "10^-27 s,                    27,      5000000000000000000, 5",
            "10^-28 s is below 1 ns here, 28,      -1,                  0",
            "10^-127 s,                   127,     -1,                  0",
            "2^0 s,                       128,     5,                   5000000000",
            "2^-10 s,                     138,     1536,                1500000000",
            "2^-32 s,                     160,     6442450944,          1500000000",
            "2^-63 s,                     191,     -1,                  1999999999",
            "2^-64 s,                     192,     -1,                  999999999",
            "2^-65 s,                     193,     -1,                  499999999",
            "2^-127 s,                    255,     -1,                  0"})
    void convertsTheResolutionOfAnInterfaceToNanoseconds(String what, int resolution, long ticks, long nanos) {
        assertThat(timestamp(resolution, 0, ticks)).as(what).isEqualTo(nanos);
    }

    @Test
    void addsTheTimestampOffsetOfAnInterface() {
        assertThat(timestamp(6, 1_700_000_000L, 5)).isEqualTo(1_700_000_000_000_005_000L);
        assertThat(timestamp(6, -1, 5)).isEqualTo(-999_995_000L);
    }

    @ParameterizedTest
    @CsvSource({"9, 0, -1", "0, 0, 9223372037", "128, 0, 9223372037", "9, 9223372037, 0",
            "6, 9223372036, 9223372036000000"})
    void refusesTimesThatALongOfNanosecondsCannotSay(int resolution, long offsetSeconds, long ticks) {
        var refusal = catchThrowableOfType(
                CaptureFormatException.class,
                () -> timestamp(resolution, offsetSeconds, ticks));
        assertThat(refusal.problem()).isEqualTo("timestamp " + Long.toUnsignedString(ticks));
    }

    private static long timestamp(int resolution, long offsetSeconds, long ticks) {
        CaptureBytes capture = CaptureBytes.little().section();
        CaptureBytes options = capture.body().u16(14).u16(8).u64(offsetSeconds).u16(9).u16(1).u32(resolution);
        capture.describeInterface(LinkType.ETHERNET, 0, options).enhancedPacket(0, ticks, ABC);
        return CaptureBytes.read(capture.array()).getFirst().timestampNanos();
    }

    @Test
    void givesThePacketsBeforeTheDamageAndThenTheSameExceptionEachTime() throws IOException {
        byte[] capture = CaptureBytes.little().pcapHeader(0xa1b2c3d4L, 1).pcapPacket(1, 0, ABC).zeros(5).array();
        try (CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(capture), "cut.pcap")) {
            assertThat(reader.next()).contains(new Packet(1_000_000_000, 1, 3, ABC));
            var first = catchThrowableOfType(CaptureFormatException.class, reader::next);
            assertThat(first).hasMessage(
                    "cut.pcap: offset 48: the file ends after 5 bytes of the packet header,"
                            + " expected 16 bytes (the file is truncated)");
            assertThat(catchThrowableOfType(CaptureFormatException.class, reader::next)).isSameAs(first);
        }
    }

    @Test
    void refusesToReadOnceClosedAndLeavesTheStreamOfTheCallerOpen() throws IOException {
        byte[] capture = CaptureBytes.little().pcapHeader(0xa1b2c3d4L, 1).array();
        InputStream stream = new ByteArrayInputStream(capture) {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        CaptureReader reader = CaptureReader.of(stream, "test");
        reader.close();
        reader.close();
        assertThatIllegalStateException().isThrownBy(reader::next).withMessage("the capture reader is closed");
    }

    private static Path fixture(String name) throws URISyntaxException {
        URL url = Objects.requireNonNull(CaptureReaderTest.class.getResource(name), name);
        return Path.of(url.toURI());
    }
}
