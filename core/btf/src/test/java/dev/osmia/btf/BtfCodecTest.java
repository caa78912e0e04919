package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Values by their types. */
class BtfCodecTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "clang19    | 0100007f 5000 06 00 | {.saddr = 2130706433, .port = 80, .kind = 6}",
            "clang19-be | 7f000001 0050 06 00 | {.saddr = 2130706433, .port = 80, .kind = 6}"})
    void aStructPrintsItsMembersInEitherByteOrder(String compiler, String hex, String expected) {
        Btf btf = Fixtures.btf(compiler);
        int event = btf.find("event", BtfType.Struct.class).orElseThrow();
        assertThat(new BtfCodec(btf, btf.order()).decode(event, bytes(hex))).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // What clang 19 puts into .data for {.low = 5, .mid = -2, .high = 0x1234567890}.
            "clang19    | f503249e158d0400",
            "clang19-be | bf8048d159e24000"})
    void bitfieldsLieWhereTheCompilerPutsThem(String compiler, String hex) {
        Btf btf = Fixtures.btf(compiler);
        int bits = btf.find("bits", BtfType.Struct.class).orElseThrow();
        BtfCodec codec = new BtfCodec(btf, btf.order());
        BtfValue value = codec.decode(bits, bytes(hex));
        assertThat(value).hasToString("{.low = 5, .mid = -2, .high = 78187493520}");
        assertThat(codec.encode(value)).isEqualTo(bytes(hex).array());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clang14", "clang16", "clang19", "clang19-be"})
    void whatIsDecodedIsEncodedAsTheSameBytes(String compiler) {
        Btf btf = Fixtures.btf(compiler);
        int id = btf.find("everything", BtfType.Struct.class).orElseThrow();
        BtfCodec codec = new BtfCodec(btf, btf.order());
        byte[] random = new byte[btf.sizeOf(id)];
        new Random(42).nextBytes(random);
        BtfValue value = codec.decode(id, ByteBuffer.wrap(random));
        // Padding and what follows the end of a text are lost, so the second round is the first exact one.
        byte[] once = codec.encode(value);
        assertThat(codec.decode(id, ByteBuffer.wrap(once))).isEqualTo(value);
        assertThat(codec.encode(codec.decode(id, ByteBuffer.wrap(once)))).isEqualTo(once);
    }

    @Test
    void membersOfAnonymousUnionsAreFound() {
        Btf btf = Fixtures.btf("clang19");
        int id = btf.find("everything", BtfType.Struct.class).orElseThrow();
        byte[] bytes = new byte[btf.sizeOf(id)];
        int at = btf.member(id, "word").orElseThrow().bitOffset() / 8;
        bytes[at + 2] = 7;
        BtfValue.Struct value = (BtfValue.Struct) new BtfCodec(btf, ByteOrder.LITTLE_ENDIAN).decode(id,
                ByteBuffer.wrap(bytes));
        assertThat(value.field("second").orElseThrow()).hasToString("7");
        assertThat(value.field("word").orElseThrow()).hasToString("458752");
        assertThat(value.field("bytes").orElseThrow()).hasToString("[0x0, 0x0, 0x7, 0x0]");
    }

    @Test
    void textsEnumeratorsBooleansAndPointersPrintAsSuch() {
        Btf btf = Fixtures.btf("clang19");
        int id = btf.find("everything", BtfType.Struct.class).orElseThrow();
        BtfCodec codec = new BtfCodec(btf, ByteOrder.LITTLE_ENDIAN);
        BtfValue.Struct written = new BtfValue.Struct(id, List.of(
                new BtfValue.Field("comm", new BtfValue.CharString(0, "say \"hi\"\n")),
                new BtfValue.Field("flag", new BtfValue.Number(0, 1, IntEncoding.BOOL)),
                new BtfValue.Field("color", new BtfValue.Enumerator(0, "GREEN", 5)),
                new BtfValue.Field("direction", new BtfValue.Enumerator(0, "BACK", -1)),
                new BtfValue.Field("real", new BtfValue.Real(0, 1.5)),
                new BtfValue.Field("opaque", new BtfValue.Pointer(0, -1))));
        BtfValue.Struct read = (BtfValue.Struct) codec.decode(id, ByteBuffer.wrap(codec.encode(written)));
        assertThat(read.toString()).startsWith(
                "{.comm = \"say \\\"hi\\\"\\x0a\", .flag = true, .color = GREEN, .direction = BACK, .wide = NARROW,")
                .contains(".real = 1.5", ".opaque = 0xffffffffffffffff", ".grid = [[0, 0, 0], [0, 0, 0]]");
    }

    @Test
    void wrongShapesAreRefusedWithTheTypesName() {
        Btf btf = Fixtures.btf("clang19");
        int event = btf.find("event", BtfType.Struct.class).orElseThrow();
        BtfCodec codec = new BtfCodec(btf, ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> codec.decode(event, ByteBuffer.allocate(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event) takes 8 bytes, but 7");
        assertThatThrownBy(
                () -> codec.encode(struct(event, "port", new BtfValue.Number(0, 65536, IntEncoding.UNSIGNED))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536 does not fit into the 16 bits");
        assertThatThrownBy(() -> codec.encode(struct(event, "dport", new BtfValue.Number(0, 1, IntEncoding.UNSIGNED))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no member 'dport'");
        assertThatThrownBy(() -> codec.encode(struct(event, "port", new BtfValue.CharString(0, "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot hold a CharString");
    }

    @Test
    void bitfieldsOfOldCompilersAreIntegersOfFewerBits() {
        BtfBuilder builder = new BtfBuilder();
        int nibble = builder.add(new BtfType.Int("nibble", 4, 4, 0, IntEncoding.UNSIGNED));
        int id = builder.add(new BtfType.Struct("old", 4, false,
                List.of(new Member("a", nibble, 0, 0), new Member("b", nibble, 4, 0))));
        BtfCodec codec = new BtfCodec(builder.build(), ByteOrder.LITTLE_ENDIAN);
        assertThat(codec.decode(id, bytes("a5000000"))).hasToString("{.a = 5, .b = 10}");
    }

    private static BtfValue struct(int type, String member, BtfValue value) {
        return new BtfValue.Struct(type, List.of(new BtfValue.Field(member, value)));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
