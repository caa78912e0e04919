package dev.osmia.btf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Sections made by hand, on a table with a function (id 2) and the string "main" at offset 1. */
class BtfExtTest {
    private static final String HEADER = "9feb0100 18000000 00000000 ";

    private static Btf table() {
        BtfBuilder builder = new BtfBuilder();
        builder.addString("main");
        builder.add(new BtfType.FuncProto(0, List.of()));
        builder.add(new BtfType.Func("main", 1, BtfType.Linkage.GLOBAL));
        return builder.build();
    }

    @Test
    void recordsLongerThanKnownAreReadAsFarAsKnown() {
        BtfExt ext = read(HEADER + "24000000 24000000 00000000 0c000000 01000000 02000000"
                + "00000000 02000000 ffffffff 08000000 02000000 ffffffff");
        assertThat(ext.functions()).containsExactly(new BtfExt.InSection<>("main",
                List.of(new BtfExt.FuncInfo(0, 2), new BtfExt.FuncInfo(8, 2))));
        assertThat(ext.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "14000000 00000000 00000000 04000000 01000000 01000000 00000000 02000000 | 24 | records of 4 bytes",
            "14000000 00000000 00000000 08000000 01000000 02000000 00000000 02000000 | 32 | a section of 2 function",
            "14000000 00000000 00000000 08000000 01000000 01000000 04000000 02000000 | 36 | instruction offset 4;",
            "14000000 00000000 00000000 08000000 01000000 00000000 00000000 02000000 | 32 | a section of 0 function",
            "ffffffff 00000000 00000000 08000000 01000000 01000000 00000000 02000000 | 8  | within the 44 bytes",
            "14000000 14000000 00000000 08000000 09000000 01000000 00000000 02000000 | 28 | string offset 9"})
    void sectionsAreChecked(String words, long offset, String message) {
        BtfFormatException fault = catchThrowableOfType(BtfFormatException.class, () -> read(HEADER + words));
        assertThat(fault).hasMessageContaining(message);
        assertThat(fault.offset()).isEqualTo(offset);
    }

    private static BtfExt read(String hex) {
        return BtfExt.read(table(), HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
