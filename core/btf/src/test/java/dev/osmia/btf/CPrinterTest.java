package dev.osmia.btf;

import dev.osmia.btf.BtfType.Enumerator;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Types as C text. */
class CPrinterTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "comm    | char comm[16]",
            "flag    | _Bool flag",
            "color   | enum color color",
            "tight   | struct tight tight[2]",
            "call    | callback call",
            "pointer | const volatile __u32 *restrict pointer",
            "table   | int (*table[3])(int, char)",
            "nested  | int (*(*nested)(void))[4]",
            "grid    | __u32 grid[2][3]",
            "opaque  | struct opaque *opaque",
            "real    | double real",
            "huge    | __int128 huge",
            "tail    | __u8 tail[0]"})
    void declaratorsReadAsInTheSource(String member, String expected) {
        Btf btf = Fixtures.btf("clang19");
        int type = btf.member(btf.find("everything", BtfType.Struct.class).orElseThrow(), member)
                .orElseThrow()
                .member()
                .type();
        assertThat(new CPrinter(btf).declaration(type, member)).isIn(expected,
                expected.replace("const volatile", "volatile const"));
    }

    @Test
    void aDefinitionComesWithWhatItNeedsAndNothingElse() {
        Btf btf = Fixtures.btf("clang19");
        int tight = btf.find("tight", BtfType.Struct.class).orElseThrow();
        assertThat(new CPrinter(btf).definitions(tight)).isEqualTo("""
                typedef unsigned char __u8;

                typedef unsigned int __u32;

                typedef unsigned short __u16;

                struct inner {
                	__u16 port;
                	__u32 address;
                };

                struct tight {
                	__u8 a;
                	__u32 b;
                	struct inner in;
                } __attribute__((packed));

                """);
    }

    @Test
    void bitfieldsPaddingAndWideEnumerationsKeepTheLayout() {
        Btf btf = Fixtures.btf("clang19");
        CPrinter printer = new CPrinter(btf);
        assertThat(printer.definitions(btf.find("bits", BtfType.Struct.class).orElseThrow())).contains("""
                struct bits {
                	unsigned int low: 3;
                	int mid: 7;
                	signed char : 4;
                	__u64 high: 40;
                };
                """);
        assertThat(printer.definitions(btf.find("wide_line", BtfType.Struct.class).orElseThrow())).contains("""
                struct wide_line {
                	__u64 counter;
                	long : 64;
                """);
        assertThat(printer.definitions(btf.find("lowest", BtfType.Enum64.class).orElseThrow())).isEqualTo("""
                enum lowest {
                	LOWEST = (-9223372036854775807LL - 1),
                	HIGHEST = 9223372036854775807LL,
                } __attribute__((mode(__DI__)));

                """);
    }

    @Test
    void whatIsPointedToIsDeclaredBeforeAndDefinedAfter() {
        BtfBuilder builder = new BtfBuilder();
        int a = builder.add(new BtfType.Struct("a", 8, false, List.of(new Member("b", 2, 0, 0))));
        builder.add(new BtfType.Ptr(3));
        builder.add(new BtfType.Struct("b", 8, false, List.of(new Member("a", a, 0, 0))));
        assertThat(new CPrinter(builder.build()).definitions(a, 3)).isEqualTo("""
                struct b;

                struct a {
                	struct b *b;
                };

                struct b {
                	struct a a;
                };

                """);
    }

    @Test
    void namesThatClashOrThatCDoesNotAllowAreChanged() {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("u8; evil", 1, 8, 0, IntEncoding.UNSIGNED));
        builder.add(new BtfType.Struct("x", 1, false, List.of(new Member("int", number, 0, 0))));
        builder.add(new BtfType.Union("x", 1, false, List.of(new Member("a::b<c>", number, 0, 0))));
        builder.add(new BtfType.Typedef("x", 2));
        builder.add(new BtfType.Typedef("x", 3));
        builder.add(new BtfType.Enum("x", 4, false, List.of(new Enumerator("x", 1))));
        builder.add(new BtfType.Fwd("x", false));
        int pointer = builder.add(new BtfType.Ptr(7));
        CPrinter printer = new CPrinter(builder.build());
        assertThat(printer.definitions(2, 3, 4, 5, 6)).isEqualTo("""
                struct x {
                	unsigned char int___2;
                };

                union x___2 {
                	unsigned char a__b_c_;
                };

                typedef struct x x;

                typedef union x___2 x___2;

                enum x___3 {
                	x___3 = 1,
                };

                """);
        assertThat(printer.name(pointer)).isEqualTo("struct x *");
    }

    @Test
    void anonymousEnumerationsGiveTheirConstantsOnce() {
        BtfBuilder builder = new BtfBuilder();
        int used = builder.add(new BtfType.Enum("", 4, false, List.of(new Enumerator("ONCE", 1))));
        builder.add(new BtfType.Enum("", 4, false, List.of(new Enumerator("FREE", 2))));
        builder.add(
                new BtfType.Struct("s", 8, false, List.of(new Member("a", used, 0, 0), new Member("b", used, 32, 0))));
        assertThat(new CPrinter(builder.build()).header()).containsOnlyOnce("ONCE")
                .containsOnlyOnce("FREE = 2")
                .contains("\tunsigned int b;");
    }
}
