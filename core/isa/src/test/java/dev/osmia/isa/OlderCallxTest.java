package dev.osmia.isa;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;

class OlderCallxTest {

    @ParameterizedTest
    @CsvSource({"8d00000002000000, 8d02000000000000", "8d0000000a000000, 8d0a000000000000",
            "8d0000000b000000, 8d0000000b000000", "8d00000000000000, 8d00000000000000",
            "8d03000002000000, 8d03000002000000", "8d00010002000000, 8d00010002000000",
            "18000000000000008d00000002000000, 18000000000000008d00000002000000", "8d0000, 8d0000"})
    void onlyTheRegisterOfSuchACallMoves(String before, String after) {
        assertThat(OlderCallx.renewed(HexFormat.of().parseHex(before), ByteOrder.LITTLE_ENDIAN))
                .isEqualTo(HexFormat.of().parseHex(after));
    }

    @ParameterizedTest
    @CsvSource("8d00000000000002, 8d20000000000000")
    void bigEndianCodeHasItsFieldsTheOtherWayRound(String before, String after) {
        assertThat(OlderCallx.renewed(HexFormat.of().parseHex(before), ByteOrder.BIG_ENDIAN))
                .isEqualTo(HexFormat.of().parseHex(after));
    }
}
