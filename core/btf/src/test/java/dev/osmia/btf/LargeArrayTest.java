package dev.osmia.btf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Arrays of less than 4 GiB, which Linux takes ({@code btf_array_resolve} in kernel/bpf/btf.c). */
class LargeArrayTest {
    /** {@code typedef int numbers[LENGTH][2]}: the outer array is type 3, its name type 4. */
    private static Btf table(int elementSize, long length) {
        BtfBuilder builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int element = builder.add(new BtfType.Int("int", elementSize, 8 * elementSize, 0,
                BtfType.IntEncoding.UNSIGNED));
        int pair = builder.add(new BtfType.Array(element, element, 2));
        int array = builder.add(new BtfType.Array(pair, element, (int) length));
        builder.add(new BtfType.Typedef("numbers", array));
        return Btf.read(builder.build().write(ByteOrder.LITTLE_ENDIAN));
    }

    @ParameterizedTest
    @CsvSource({"4, 0x10000000, 0x80000000", "1, 0x7fffffff, 0xfffffffe", "8, 0x0fffffff, 0xfffffff0",
            "4, 0, 0", "4, 1, 8"})
    void theirSizeIsAnUnsignedNumberOf32Bits(int elementSize, String length, String size) {
        Btf btf = table(elementSize, Long.decode(length));

        assertThat(btf.byteSizeOf(3)).isEqualTo(Long.decode(size));
        assertThat(btf.byteSizeOf(4)).isEqualTo(Long.decode(size));
        assertThat(btf.hasSize(3)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 0x80000000", "8, 0x10000000", "16, 0xffffffff"})
    void whatIsLargerIsRefused(int elementSize, String length) {
        assertThatThrownBy(() -> table(elementSize, Long.decode(length))).isInstanceOf(BtfFormatException.class)
                .hasMessageContaining("has " + Long.decode(length) + " elements; expected a size of less than 4 GiB");
    }

    @Test
    void aLengthIsPrintedAsTheUnsignedNumberThatItIs() {
        BtfBuilder builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int element = builder.add(new BtfType.Int("char", 1, 8, 0, BtfType.IntEncoding.UNSIGNED));
        builder.add(new BtfType.Typedef("text", builder.add(new BtfType.Array(element, element, 0xfffffff0))));
        Btf btf = Btf.read(builder.build().write(ByteOrder.LITTLE_ENDIAN));

        assertThat(new CPrinter(btf).definitions(3)).contains("text[4294967280]");
        assertThat(btf.byteSizeOf(2)).isEqualTo(0xfffffff0L);
    }

    @Test
    void noValueOfTwoGigabytesFitsIntoAnArrayOfJava() {
        Btf btf = table(4, 0x10000000);

        assertThatThrownBy(() -> new BtfCodec(btf, ByteOrder.LITTLE_ENDIAN).decode(3, ByteBuffer.allocate(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes 2147483648 bytes, expected less than 2 GiB");
    }
}
