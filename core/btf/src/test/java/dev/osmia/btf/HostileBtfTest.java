package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Bytes that break a rule of the format, and types that would make their readers run without end. */
class HostileBtfTest {
    private static final String STRINGS = "\0a\0b\0c\0";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "9feb0100                                                     | 0  | a header of 24 bytes",
            "7f454c46 18000000 00000000 00000000 00000000 01000000 00     | 0  | 0xeb9f in either byte order",
            "9feb0200 18000000 00000000 00000000 00000000 01000000 00     | 2  | version 1",
            "9feb0101 18000000 00000000 00000000 00000000 01000000 00     | 3  | flags 0x1; expected 0",
            "9feb0100 17000000 00000000 00000000 00000000 01000000 00     | 4  | 24 to 25",
            "9feb0100 ffffffff 00000000 00000000 00000000 01000000 00     | 4  | header length 4294967295",
            "9feb0100 1c000000 00000000 00000000 00000000 01000000 010000 | 4  | 24 to 27",
            "9feb0100 19000000 00000000 00000000 00000000 01000000 0100   | 24 | unknown field",
            "9feb0100 18000000 00000000 ffffffff 00000000 01000000 00     | 8  | the type section goes from 24",
            "9feb0100 18000000 fcffffff 08000000 00000000 01000000 00     | 8  | the type section goes from",
            "9feb0100 18000000 01000000 00000000 00000000 01000000 00     | 8  | multiples of 4",
            "9feb0100 18000000 00000000 00000000 00000000 02000000 00     | 16 | the string section goes from",
            "9feb0100 18000000 00000000 00000000 00000000 00000000 00     | 24 | does not start with an empty string",
            "9feb0100 18000000 00000000 00000000 00000000 02000000 0061   | 25 | not terminated",
            "9feb0100 18000000 00000000 04000000 03000000 01000000 00000000 | 27 | overlaps"})
    void headersAreChecked(String hex, long offset, String message) {
        BtfFormatException fault = fault(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThat(fault.offset()).isEqualTo(offset);
        assertThat(fault).hasMessageContaining(message);
    }

    /** Types as words in hexadecimal behind an int (id 1); names 1, 3 and 5 are a, b and c. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0 0                                  | cut off by the end of the section; expected 12 bytes, found 8",
            "0 14000000 0                         | has kind 20; expected a kind from 1 to 19",
            "0 0 0                                | has kind 0",
            "0 02010000 1                         | bits 16 to 23, 29 and 30 to be zero",
            "1 0400ffff 4                         | vlen 65535) is cut off",
            "1 02000000 1                         | has a name; expected none",
            "0 08000000 1                         | has no name",
            "ffffffff 08000000 1                  | string offset 4294967295; expected less than 7",
            "7 08000000 1                         | string offset 7",
            "0 82000000 1                         | has kind_flag set",
            "0 02000001 1                         | has vlen 1; expected 0",
            "0 02000000 3                         | refers to type 3; expected less than 3",
            "0 02000000 80000000                  | refers to type 2147483648",
            "0 0d000001 1                         | is cut off",
            "1 04000000 ffffffff                  | has size 4294967295; expected less than 2 GiB",
            "1 01000000 4 10000020                | one encoding",
            "1 01000000 4 5000020                 | one encoding",
            "1 01000000 1 20                      | bits up to 32 in 1 bytes",
            "1 01000000 14 81                     | at most 128",
            "0 03000000 0 0 1 4                   | refers to void; expected a type of data",
            "0 03000000 0 1 0 4                   | refers to void",
            "0 03000000 0 1 1 ffffffff            | 4294967295 elements",
            "0 03000000 0 1 1 40000000            | a size of less than 4 GiB",
            "0 03000000 0 1 1 10000 0 03000000 0 2 1 4000 | has 16384 elements; expected a size of less than 4 GiB",
            "1 04000001 4 3 0 0                   | refers to void",
            "1 04000001 4 3 1 1                   | from bit 1 with 32 bits; expected an end within 32 bits",
            "1 04000001 8 3 1 fffffff8            | from bit 4294967288",
            "1 84000001 8 3 1 21000000            | a bitfield of 33 bits in a INT",
            "1 06000000 3                         | 1, 2, 4 or 8",
            "1 06000001 4 0 0                     | a value without name",
            "1 0c000003 1                         | linkage 3",
            "1 0c000000 1                         | refers to a INT; expected one of [FUNC_PROTO]",
            "0 0d000002 0 0 0 3 1                 | a parameter of type void",
            "1 0e000000 1 3                       | linkage 3",
            "1 0f000001 4 1 0 4                   | holds a INT; expected a VAR or a FUNC",
            "1 10000000 3                         | 2, 4, 8, 12 or 16",
            "1 10000000 21                        | 2, 4, 8, 12 or 16",
            "1 11000000 1 ffffffff                | refers to a INT; expected one of",
            "1 0f000000 0 1 04000001 0 3 2 0       | refers to a DATASEC; expected none of",
            "0 02000000 3 1 0f000000 0            | refers to a DATASEC; expected none of",
            "1 08000000 2                         | type 2 (TYPEDEF) contains itself",
            "0 0a000000 2                         | type 2 (CONST) contains itself",
            "0 02000000 2                         | type 2 (PTR) contains itself",
            "0 03000000 0 2 1 1                   | type 2 (ARRAY) contains itself",
            "1 04000001 4 3 2 0                   | type 2 (STRUCT) contains itself",
            "1 05000001 4 3 3 0 1 08000000 2      | contains itself",
            "0 0d000001 0 3 3 0 02000000 2        | contains itself"})
    void typesAreChecked(String words, String message) {
        assertThat(fault(table(words))).hasMessageContaining(message);
    }

    @Test
    void aFaultPointsToItsWord() {
        BtfFormatException fault = fault(table("1 04000002 8 3 1 0 5 63 20"));
        // Header, the int before, three common words, one member and the name of the second.
        assertThat(fault.offset()).isEqualTo(24 + 16 + 12 + 12 + 4);
        assertThat(fault.what()).isEqualTo("type 2 (STRUCT) refers to type 99");
        assertThat(fault.expected()).isEqualTo("less than 3");
    }

    @Test
    void namesWithControlCharactersOrOfGreatLengthAreRefused() {
        for (String name : List.of("a\nb", "a\u007f", "x".repeat(513))) {
            BtfBuilder builder = new BtfBuilder();
            builder.add(new BtfType.Fwd(name, false));
            assertThat(catchThrowableOfType(BtfFormatException.class, builder::build))
                    .hasMessageContaining("unprintable or overlong name");
        }
    }

    @Test
    void nestingEndsBeforeTheStackOfAReaderDoes() {
        BtfBuilder builder = new BtfBuilder();
        int type = builder.add(new BtfType.Int("int", 4, 32, 0, IntEncoding.SIGNED));
        for (int i = 0; i < Btf.MAX_NESTING - 1; i++) {
            type = builder.add(new BtfType.Struct("", 4, false, List.of(new Member("m", type, 0, 0))));
        }
        Btf deepest = builder.build();
        assertThat(new CPrinter(deepest).declaration(type, "x")).contains("int m;");
        assertThat(new BtfCodec(deepest, ByteOrder.LITTLE_ENDIAN).decode(type, ByteBuffer.allocate(4)).toString())
                .contains("{.m = 0}");
        builder.add(new BtfType.Struct("", 4, false, List.of(new Member("m", type, 0, 0))));
        assertThat(catchThrowableOfType(BtfFormatException.class, builder::build))
                .hasMessageContaining("more than 128");
    }

    @Test
    void aLongChainWrittenBackwardsIsRefusedToo() {
        BtfBuilder builder = new BtfBuilder();
        for (int i = 1; i < 100_000; i++) {
            builder.add(new BtfType.Const(i + 1));
        }
        builder.add(new BtfType.Const(0));
        assertThat(catchThrowableOfType(BtfFormatException.class, builder::build))
                .hasMessageContaining("more than 128");
    }

    @Test
    void typesThatDoubleAtEveryLevelAreRefused() {
        for (boolean prototypes : new boolean[]{false, true}) {
            BtfBuilder builder = new BtfBuilder();
            int type = builder.add(new BtfType.Int("int", 4, 32, 0, IntEncoding.SIGNED));
            for (int i = 0; i < 60; i++) {
                type = prototypes
                        ? builder.add(new BtfType.FuncProto(type,
                                List.of(new BtfType.Param("", type), new BtfType.Param("", type))))
                        : builder.add(new BtfType.Union("", 4, false,
                                List.of(new Member("m", type, 0, 0), new Member("n", type, 0, 0))));
            }
            assertThat(catchThrowableOfType(BtfFormatException.class, builder::build))
                    .hasMessageContaining("less repetition");
        }
    }

    @Test
    void manyDeclarationsOfOneLargePrototypeAreRefused() {
        BtfBuilder builder = new BtfBuilder();
        int type = builder.add(new BtfType.Int("int", 4, 32, 0, IntEncoding.SIGNED));
        for (int i = 0; i < 12; i++) {
            type = builder.add(new BtfType.Ptr(builder.add(new BtfType.FuncProto(type,
                    List.of(new BtfType.Param("", type), new BtfType.Param("", type))))));
        }
        for (int i = 0; i < 1000; i++) {
            builder.add(new BtfType.Typedef("t" + i, type));
        }
        assertThat(catchThrowableOfType(BtfFormatException.class, builder::build))
                .hasMessageContaining("is the last of types");
    }

    @Test
    void valuesThatRepeatTheirBytesWithoutEndAreRefused() {
        BtfBuilder builder = new BtfBuilder();
        int type = builder.add(new BtfType.Int("u8", 1, 8, 0, IntEncoding.UNSIGNED));
        int bytes = builder.add(new BtfType.Array(type, type, 1 << 20));
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 65535; i++) {
            members.add(new Member("m", bytes, 0, 0));
        }
        int union = builder.add(new BtfType.Union("u", 1 << 20, false, members));
        BtfCodec codec = new BtfCodec(builder.build(), ByteOrder.LITTLE_ENDIAN);
        assertThat(catchThrowableOfType(IllegalArgumentException.class,
                () -> codec.decode(union, ByteBuffer.allocate(1 << 20)))).hasMessageContaining("repeats its bytes");
    }

    @Test
    void tablesCutOffAnywhereAreRefused() {
        byte[] btf = Fixtures.bytes("types-clang19.BTF");
        byte[] ext = Fixtures.bytes("types-clang19.BTF.ext");
        Btf good = Btf.read(btf);
        for (int length = 0; length < btf.length; length++) {
            byte[] cut = Arrays.copyOf(btf, length);
            assertThat(catchThrowableOfType(BtfFormatException.class, () -> Btf.read(cut)))
                    .as("the first %d bytes", length)
                    .hasMessageMatching("BTF, offset [0-9]+: .+; expected .+");
        }
        for (int length = 0; length < ext.length; length++) {
            byte[] cut = Arrays.copyOf(ext, length);
            assertThat(catchThrowableOfType(BtfFormatException.class, () -> BtfExt.read(good, cut)))
                    .as("the first %d bytes of records", length)
                    .isNotNull();
        }
    }

    @Test
    void anySingleChangedByteIsReadOrRefused() {
        byte[] btf = Fixtures.bytes("types-clang19.BTF");
        byte[] ext = Fixtures.bytes("types-clang19.BTF.ext");
        Btf good = Btf.read(btf);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] bad = i % 2 == 0 ? btf.clone() : ext.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            try {
                if (i % 2 == 0) {
                    TableUse.all(Btf.read(bad));
                } else {
                    BtfExt.read(good, bad);
                }
            } catch (BtfFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 3_999);
    }

    private static BtfFormatException fault(byte[] bytes) {
        return catchThrowableOfType(BtfFormatException.class, () -> Btf.read(bytes));
    }

    private static byte[] table(String words) {
        String[] hex = ("1 01000000 4 20 " + words).split(" ", -1);
        ByteBuffer out = ByteBuffer.allocate(24 + 4 * hex.length + STRINGS.length()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x1eb9f).putInt(24).putInt(0).putInt(4 * hex.length).putInt(4 * hex.length).putInt(STRINGS.length());
        for (String word : hex) {
            out.putInt(Integer.parseUnsignedInt(word, 16));
        }
        return out.put(STRINGS.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
