package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Tables that break a rule of Linux and can be understood all the same. */
class FlawedBtfTest {
    private static final String STRINGS = "\0char\0";

    /** Types as words in hexadecimal behind a prototype (id 1); the name 1 is char. */
    private static Btf table(String words) {
        String[] each = ("0 0d000000 0 " + words).split(" +", -1);
        ByteBuffer out = ByteBuffer.allocate(BtfReader.HEADER_BYTES + 4 * each.length + STRINGS.length())
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(BtfReader.MAGIC).put(BtfReader.VERSION).put((byte) 0).putInt(BtfReader.HEADER_BYTES);
        out.putInt(0).putInt(4 * each.length).putInt(4 * each.length).putInt(STRINGS.length());
        for (String word : each) {
            out.putInt(Integer.parseUnsignedInt(word, 16));
        }
        out.put(STRINGS.getBytes(StandardCharsets.US_ASCII));
        return Btf.read(out.array());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1 01000000 1 3000008 | type 2 (INT) has integer data 0x3000008",
            "0 0c000000 1         | type 2 (FUNC) has no name",
            "1 07000000 6         | type 2 (FWD) has size or type 6"})
    void whatGccWritesIsReadAndNamed(String words, String flaw) {
        assertThat(table(words).flaw().map(BtfFormatException::what)).contains(flaw);
    }

    @Test
    void theFirstFlawIsTold() {
        assertThat(table("0 0c000000 1 1 07000000 6").flaw().map(BtfFormatException::what))
                .contains("type 2 (FUNC) has no name");
    }

    @Test
    void otherTablesHaveNone() {
        assertThat(table("1 01000000 1 2000008").flaw()).isEmpty();
    }

    @Test
    void signedCharactersMakeTextsAndNegativeNumbers() {
        BtfBuilder types = new BtfBuilder();
        int character = types.add(new BtfType.Int("symbol", 1, 8, 0, IntEncoding.SIGNED_CHAR));
        int text = types.add(new BtfType.Array(character, character, 4));
        BtfCodec codec = new BtfCodec(types.build(), ByteOrder.LITTLE_ENDIAN);
        Map<Integer, byte[]> bytes = Map.of(character, new byte[]{-3}, text, new byte[]{'a', 'b', 0, 0});

        assertThat(List.of(character, text))
                .map(type -> codec.decode(type, ByteBuffer.wrap(bytes.get(type))).toString())
                .containsExactly("-3", "\"ab\"");
    }
}
