package dev.osmia.btf;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records of instructions are read and written back, or refused. The first byte says how many times 16 bytes of a table
 * come before them; with 0 the table is that of a compiled object.
 */
class ExtFuzzTest {
    private static final Btf COMPILED = Fixtures.btf("clang19");

    @FuzzTest
    void instructionRecordsAreUsedOrRefused(byte[] bytes) {
        int tableLength = bytes.length > 1 ? Math.min(bytes.length, 16 * (bytes[0] & 0xff)) : 0;
        int start = Math.min(bytes.length, Math.max(1, tableLength));
        try {
            Btf btf = tableLength == 0 ? COMPILED : Btf.read(Arrays.copyOfRange(bytes, 1, Math.max(1, tableLength)));
            BtfExt ext = BtfExt.read(btf, Arrays.copyOfRange(bytes, start, bytes.length));
            BtfBuilder builder = BtfBuilder.from(btf);
            byte[] written = ext.write(builder, btf.order());
            assertThat(BtfExt.read(builder.build(), written)).isEqualTo(ext);
        } catch (BtfFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        }
    }
}
