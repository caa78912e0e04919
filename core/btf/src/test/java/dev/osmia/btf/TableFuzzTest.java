package dev.osmia.btf;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the bytes, they are read and used to the end, alone and on a base, or refused with the format's exception. */
class TableFuzzTest {
    private static final Btf BASE = Fixtures.btf("clang19");

    @FuzzTest
    void tablesAreUsedOrRefused(byte[] bytes) {
        Btf base = BASE;
        try {
            base = Btf.read(bytes);
            TableUse.all(base);
        } catch (BtfFormatException e) {
            placed(e, bytes.length);
        }
        try {
            TableUse.all(Btf.readSplit(base, bytes));
        } catch (BtfFormatException e) {
            placed(e, bytes.length);
        }
    }

    private static void placed(BtfFormatException e, int length) {
        assertThat(e.offset()).isBetween(0L, (long) length);
        assertThat(e.what()).isNotBlank().doesNotContain("\n");
        assertThat(e.expected()).isNotBlank().doesNotContain("\n");
    }
}
