package dev.osmia.kernel;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.CPrinter;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Java objects go into the bytes that C has for them, and come back. */
class JavaCodecsTest {

    record Peer(int address, short port) {}

    record Flow(Peer source, String device, long packetCount, byte[] cookie, boolean open) {}

    record Narrow(byte packetCount) {}

    record Stranger(int colour) {}

    record Bits(int flags) {}

    record Mixed(byte kind, int number, short port, long total, byte last) {}

    record Nested(byte first, Peer peer, byte last) {}

    private static final Btf BTF;
    private static final int U8;
    private static final int U32;
    private static final int S16;
    private static final int FLOW;
    private static final int FLAGS;

    static {
        BtfBuilder types = new BtfBuilder();
        U8 = types.add(new BtfType.Int("u8", 1, 8, 0, IntEncoding.UNSIGNED));
        U32 = types.add(new BtfType.Int("u32", 4, 32, 0, IntEncoding.UNSIGNED));
        S16 = types.add(new BtfType.Int("short", 2, 16, 0, IntEncoding.SIGNED));
        int peer = types.add(new BtfType.Struct("peer", 6, false,
                List.of(new Member("address", U32, 0, 0), new Member("port", S16, 32, 0))));
        int name = types.add(new BtfType.Array(U8, U32, 4));
        int both = types.add(new BtfType.Union("", 4, false,
                List.of(new Member("cookie", name, 0, 0), new Member("number", U32, 0, 0))));
        FLOW = types.add(new BtfType.Struct("flow", 22, false,
                List.of(new Member("source", peer, 0, 0), new Member("hidden", U8, 48, 0),
                        new Member("open", U8, 56, 0), new Member("device", name, 64, 0),
                        new Member("packet_count", U32, 96, 0), new Member("", both, 128, 0),
                        new Member("tail", S16, 160, 0))));
        FLAGS = types.add(new BtfType.Struct("flags", 4, true, List.of(new Member("flags", U32, 0, 3))));
        BTF = types.build();
    }

    private static <T> String encode(Codec<T> codec, T object) {
        ByteBuffer bytes = ByteBuffer.allocate(codec.size()).order(ByteOrder.LITTLE_ENDIAN);
        codec.encode(object, bytes);
        assertThat(bytes.remaining()).isZero();
        return HexFormat.of().formatHex(bytes.array());
    }

    private static <T> T decode(Codec<T> codec, String hex) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
        T object = codec.decode(bytes);
        assertThat(bytes.remaining()).isZero();
        return object;
    }

    private static TypeRef c(int id) {
        return new TypeRef(BTF, id);
    }

    private static final String FLOW_BYTES = "0100000a" + "5000" + "00" + "01" + "65746800" + "ffffffff" + "0a0b0c0d"
            + "0000";

    @Test
    void componentsLieWhereTheMembersOfTheirNamesDo() {
        Codec<Flow> codec = MapTypes.of(Flow.class, c(FLOW));
        Flow flow = new Flow(new Peer(0x0a000001, (short) 80), "eth", 0xffffffffL, new byte[]{10, 11, 12, 13}, true);
        assertThat(encode(codec, flow)).isEqualTo(FLOW_BYTES);
        assertThat(decode(codec, FLOW_BYTES)).usingRecursiveComparison().isEqualTo(flow);
    }

    @Test
    void withoutTypesComponentsAreAlignedAsCDoes() {
        Mixed mixed = new Mixed((byte) 1, 2, (short) 3, 4, (byte) 5);
        String bytes = "01000000" + "02000000" + "0300000000000000" + "0400000000000000" + "0500000000000000";
        assertThat(encode(MapTypes.of(Mixed.class), mixed)).isEqualTo(bytes);
        assertThat(decode(MapTypes.of(Mixed.class), bytes)).isEqualTo(mixed);
        Nested nested = new Nested((byte) 1, new Peer(2, (short) 3), (byte) 4);
        String inner = "01000000" + "02000000" + "03000000" + "04000000";
        assertThat(encode(MapTypes.of(Nested.class), nested)).isEqualTo(inner);
        assertThat(decode(MapTypes.of(Nested.class), inner)).isEqualTo(nested);
    }

    @Test
    void aRecordHasAStructInC() {
        TypeRef struct = MapTypes.struct(Nested.class);
        assertThat(new CPrinter(struct.btf()).definitions(struct.id())).isEqualTo("""
                struct peer {
                \tint address;
                \tshort port;
                };

                struct nested {
                \tsigned char first;
                \tstruct peer peer;
                \tsigned char last;
                };

                """);
        assertThat(encode(MapTypes.of(Nested.class, struct), new Nested((byte) 1, new Peer(2, (short) 3), (byte) 4)))
                .isEqualTo("01000000" + "02000000" + "03000000" + "04000000");
    }

    static Stream<Arguments> integers() {
        return Stream.of(arguments(long.class, U32, 0xfffffffeL, "feffffff"),
                arguments(Integer.class, U32, -2, "feffffff"), arguments(int.class, S16, -2, "feff"),
                arguments(short.class, U8, (short) 0xfe, "fe"), arguments(char.class, S16, 'A', "4100"),
                arguments(byte.class, U8, (byte) -2, "fe"), arguments(boolean.class, U8, true, "01"));
    }

    @ParameterizedTest
    @MethodSource("integers")
    void integersAreExtendedAsTheCTypeSays(Class<Object> java, int id, Object value, String bytes) {
        Codec<Object> codec = MapTypes.of(java, c(id));
        assertThat(encode(codec, value)).isEqualTo(bytes);
        assertThat(decode(codec, bytes)).isEqualTo(value);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(Narrow.class, FLOW,
                        "Narrow.packetCount: a Java byte is too narrow for a C integer of 4 bytes"),
                arguments(Stranger.class, FLOW,
                        "struct flow has no member for Stranger.colour; it has source, hidden, open, device, packet_count, "
                                + "cookie, number, tail"),
                arguments(Bits.class, FLAGS,
                        "member flags of struct flags is a bit field, which records cannot hold"),
                arguments(List.class, U32,
                        "a Java List is no integer; known are byte, short, char, int, long, boolean and "
                                + "records of them"),
                arguments(int.class, FLOW, "a Java int cannot hold a C STRUCT flow"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatDoesNotFitIsRefusedWithItsName(Class<?> java, int id, String message) {
        assertThatThrownBy(() -> MapTypes.of(java, c(id))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void valuesTooLargeAreRefused() {
        Codec<Long> codec = MapTypes.of(long.class, c(U32));
        assertThatThrownBy(() -> encode(codec, 1L << 32)).hasMessage("4294967296 does not fit into 4 unsigned bytes");
        Codec<Flow> flows = MapTypes.of(Flow.class, c(FLOW));
        Flow flow = new Flow(new Peer(0, (short) 0), "ethernet", 0, new byte[4], false);
        assertThatThrownBy(() -> encode(flows, flow)).hasMessage("\"ethernet\" takes 8 bytes, of 4 there");
    }
}
