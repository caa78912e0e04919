package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static dev.osmia.embedded.internal.helpers.Engines.bytes;
import static dev.osmia.embedded.internal.helpers.HelperCall.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The results are those of Linux 6.18. */
class PrintFormatTest {

    /** A format, what the helper returns, the text, and the arguments. */
    private static Arguments row(String format, int result, String text, Object... values) {
        return arguments(format, result, text, List.of(values));
    }

    static Stream<Arguments> printed() {
        return Stream.of(
                row("plain", 6, "plain"),
                row("100%%", 5, "100%"),
                row("", 1, ""),
                row("%%d %d", 5, "%d 7", 7L),
                row("%d", 3, "42", 42L),
                row("%d", 3, "-7", -7L),
                row("%d", 12, "-2147483648", 2147483648L),
                row("%i", 11, "1985229328", -81985529216486896L),
                row("%u", 11, "4294967289", -7L),
                row("%x", 9, "fffffff9", -7L),
                row("%X", 9, "76543210", -81985529216486896L),
                row("%ld", 19, "-81985529216486896", -81985529216486896L),
                row("%lu", 21, "18364758544493064720", -81985529216486896L),
                row("%lx", 17, "fedcba9876543210", -81985529216486896L),
                row("%lld", 19, "-81985529216486896", -81985529216486896L),
                row("%llu", 21, "18446744073709551615", -1L),
                row("%llX", 17, "FEDCBA9876543210", -81985529216486896L),
                row("%li", 3, "-1", -1L),
                row("%5d|", 7, "   42|", 42L),
                row("%-5d|", 7, "42   |", 42L),
                row("%05d|", 7, "-0042|", -42L),
                row("%-05d|", 7, "42   |", 42L),
                row("%+d", 4, "+42", 42L),
                row("%+d", 4, "-42", -42L),
                row("% d", 4, " 42", 42L),
                row("%+5d|", 7, "  +42|", 42L),
                row("%0+6d|", 8, "+00042|", 42L),
                row("% 5d|", 7, "   42|", 42L),
                row("%+u", 3, "42", 42L),
                row("%08llx", 9, "00000123", 291L),
                row("%20lld|", 22, "  -81985529216486896|", -81985529216486896L),
                row("%-20lx|", 22, "2a                  |", 42L),
                row("%2d|", 7, "12345|", 12345L),
                row("%c", 2, "A", 65L),
                row("%3c|", 5, "  A|", 65L),
                row("%-3c|", 5, "A  |", 65L),
                row("%05c|", 7, "    A|", 65L),
                row("a%cb", 4, "a", 0L),
                row("%s|", 7, "hello|", "hello"),
                row("%10s|", 12, "     hello|", "hello"),
                row("%-10s|", 12, "hello     |", "hello"),
                row("%3s|", 7, "hello|", "hello"),
                row("%010s|", 12, "     hello|", "hello"),
                row("%s_", 3, "a_", "a"),
                row("%s|", 2, "|", 0L),
                row("%s|", 2, "|", 16L),
                row("%pks|", 6, "kern|", "kern"),
                row("%10pks|", 6, "kern|", "kern"),
                row("%pks|", 2, "|", 0L),
                row("%px", 17, "0000000000001234", 4660L),
                row("%px", 17, "ffffffffffffffff", -1L),
                row("%20px|", 22, "                1234|", 4660L),
                row("%-20px|", 22, "1234                |", 4660L),
                row("%020px|", 22, "00000000000000001234|", 4660L),
                row("%5px|", 8, "123456|", 1193046L),
                row("%pxx|", 18, "0000000000000001|", 1L),
                row("%p", 17, "0000000000000000", 0L),
                row("%p", 17, "fffffffffffffff5", -11L),
                row("%20p|", 22, "                   0|", 0L),
                row("%p,x", 19, "0000000000000000,x", 0L),
                row("%pK", 17, "0000000000000000", 0L),
                row("%pK", 17, "fffffffffffffffd", -3L),
                row("%pB|", 8, "0x1234|", 4660L),
                row("%12pB|", 8, "0x1234|", 4660L),
                row("%pBB|", 5, "0x1|", 1L),
                row("%ps", 7, "0x1234", 4660L),
                row("%pS", 4, "0x0", 0L),
                row("%12ps|", 14, "      0x1234|", 4660L),
                row("%-12pS|", 14, "0x1234      |", 4660L),
                row("%psx|", 5, "0x1|", 1L),
                row("%pSR|", 5, "0x1|", 1L),
                row("%pi4", 16, "192.168.001.002", bytes("c0a80102")),
                row("%pI4|", 13, "192.168.1.2|", bytes("c0a80102")),
                row("%pI4abc|", 13, "192.168.1.2|", bytes("c0a80102")),
                row("%20pI4|", 13, "192.168.1.2|", bytes("c0a80102")),
                row("%pi6", 33, "20010db8000000000000000000000001", bytes("20010db8000000000000000000000001")),
                row("%pI6", 40, "2001:0db8:0000:0000:0000:0000:0000:0001", bytes("20010db8000000000000000000000001")),
                row("%pI6c", 40, "2001:0db8:0000:0000:0000:0000:0000:0001", bytes("20010db8000000000000000000000001")),
                row("%pI4", 8, "0.0.0.0", 0L),
                row("%pI6", 40, "0000:0000:0000:0000:0000:0000:0000:0000", 16L),
                row("tab\tnl\n", 8, "tab\tnl\n"),
                row("\u00c3\u00a9", 3, "\u00c3\u00a9"),
                row("%d %s %c %lx", 22, "-1 mid A 123456789abc", -1L, "mid", 65L, 20015998343868L),
                row("%c%c%c%d", 6, "ABC68", 65L, 66L, 67L, 68L),
                row("%s%d%s%ld", 8, "ab1cde2", "ab", 1L, "cde", 2L),
                row("%d", 2, "1", 1L, 2L),
                row("%63d", 64, "                                                              1", 1L),
                row("%64d", 65, "                                                               ", 1L),
                row("%70d%s%d", 75, "                                                               ", 1L, "abc", 2L),
                row("%70d%pI4%s", 78, "                                                               ", 1L,
                        bytes("01020304"), "xyz"),
                row("%-70d|", 72, "1                                                              ", 1L),
                row("%1000d|%1000d", 2002, "                                                               ", 1L, 2L),
                row("%d%d%d%d%d%d%d%d%d%d%d%d", 16, "123456789101112", 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L,
                        12L));
    }

    @ParameterizedTest
    @MethodSource("printed")
    void snprintfPrintsAsLinuxDoes(String format, int result, String text, List<Object> values) {
        Object array = values.isEmpty() ? Integer.valueOf(0) : values;
        assertThat(Engines.call(Helper.SNPRINTF, OUT, HelperCall.ROOM, new HelperCall.Constant(format), array,
                values.size() * Long.BYTES)).allSatisfy(outcome -> {
                    assertThat(outcome.result().value()).isEqualTo(result);
                    assertThat(outcome.result().text()).isEqualTo(text);
                });
    }

    static Stream<Arguments> traced() {
        return Stream.of(
                row("hi\n", 3, ""),
                row("%d %d %d\n", 7, "", 1L, -2L, 3L),
                row("%s", 3, "", "abc"),
                row("%llu", 20, "", -1L),
                row("%pI4", 9, "", bytes("7f000001")),
                row("%1200d", 1200, "", 1L),
                row("", 0, ""),
                row("%%", 1, ""),
                row("%d %d %d %d", -22, "", 1L, 2L, 3L),
                row("%q", -22, ""),
                row("%#x", -22, "", 1L),
                row("%hd", -22, "", 1L),
                row("%.2d", -22, "", 1L),
                row("%zd", -22, "", 1L),
                row("%lc", -22, "", 1L),
                row("%lll", -22, "", 1L),
                row("%", -22, ""),
                row("%l", -22, "", 1L),
                row("%5", -22, ""),
                row("%pe", -22, "", 1L),
                row("%pI5", -22, "", 1L),
                row("%pi", -22, "", 1L),
                row("%pa", -22, "", 1L),
                row("%p4", -22, "", 1L),
                row("%pk", -22, "", 1L),
                row("%sx", -22, "", "a"),
                row("%.2s", -22, "", "a"),
                row("%o", -22, "", 8L),
                row("%n", -22, "", 1L),
                row("%*d", -22, "", 1L, 2L),
                row("%5%", -22, "", 1L),
                row("% %", -22, "", 1L),
                row("\u0001", -22, ""),
                row("\u007f", -22, ""));
    }

    @ParameterizedTest
    @MethodSource("traced")
    void tracePrintkTakesTheFormatsThatLinuxTakes(String format, int result, String unused, List<Object> values) {
        Object[] all = {format, format.length() + 1, 0, 0, 0};
        for (int index = 0; index < values.size(); index++) {
            all[index + 2] = values.get(index);
        }
        assertThat(Engines.call(Helper.TRACE_PRINTK, all)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(result);
            assertThat(outcome.trace()).hasSize(result < 0 ? 0 : 1);
        });
    }

    @Test
    void aTracedMessageIsALineWithoutItsBreakAndOfAtMost1023Bytes() {
        assertThat(Engines.call(Helper.TRACE_PRINTK, "%d %s %d\n", 10, 1, "two", 3))
                .allSatisfy(outcome -> assertThat(outcome.trace()).containsExactly("1 two 3"));
        assertThat(Engines.call(Helper.TRACE_PRINTK, "%1200d", 7, 5, 0, 0))
                .allSatisfy(outcome -> assertThat(outcome.trace()).containsExactly(" ".repeat(1023)));
    }

    @Test
    void noWidthIsTooMuch() {
        assertThat(Engines.call(Helper.SNPRINTF, OUT, HelperCall.ROOM,
                new HelperCall.Constant("%2147483647d%99999999999d%-2147483647s"), List.of(1L, 2L, "x"), 24))
                .allSatisfy(outcome -> assertThat(outcome.result().text()).isEqualTo(" ".repeat(63)));
    }

    @Test
    void aTracedMessageEndsAtItsFirstZero() {
        assertThat(Engines.call(Helper.TRACE_PRINTK, "a%cb", 5, 0, 0, 0)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(3);
            assertThat(outcome.trace()).containsExactly("a");
        });
    }

    @Test
    void aFormatThatDoesNotEndIsInvalid() {
        assertThat(Engines.call(Helper.TRACE_PRINTK, "hi", 2, 0, 0, 0))
                .allSatisfy(outcome -> assertThat(outcome.result().value()).isEqualTo(-Errno.EINVAL.code()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"4 | 32 | 9 | v 1 2 3 4", "4 | 24 | -22 | ", "4 | 31 | -22 | ",
            "12 | 96 | 9 | v 1 2 3 4",
            "13 | 104 | -22 | "})
    void traceVprintkTakesUpToTwelveWholeValues(int count, int size, int result, String line) {
        List<Long> values = Stream.iterate(1L, value -> value + 1).limit(count).toList();
        assertThat(Engines.call(Helper.TRACE_VPRINTK, "v %d %d %d %d", 14, values, size)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(result);
            assertThat(outcome.trace()).isEqualTo(line == null ? List.of() : List.of(line));
        });
    }

    @ParameterizedTest
    @CsvSource({"1, ''", "2, h", "5, hell", "6, hello", "7, hello"})
    void whatDoesNotFitIsCutAndCounted(int size, String text) {
        assertThat(Engines.call(Helper.SNPRINTF, OUT, size, new HelperCall.Constant("hello"), 0, 0))
                .allSatisfy(outcome -> {
                    assertThat(outcome.result().value()).isEqualTo(6);
                    assertThat(outcome.result().text()).isEqualTo(text);
                    assertThat(outcome.result().out()[Math.min(size, 6)]).isEqualTo((byte) 0xaa);
                });
        assertThat(Engines.call(Helper.SNPRINTF, 0, 0, new HelperCall.Constant("hello"), 0, 0))
                .allSatisfy(outcome -> assertThat(outcome.result().value()).isEqualTo(6));
    }

    @ParameterizedTest
    @CsvSource({"%s%s, 511, -28", "%s%s, 600, -28", "%s%c, 600, -28", "%s%d, 509, -28", "%s%d, 506, 509",
            "%s%ld, 506, -28"})
    void theArgumentsHave512Bytes(String format, int length, int result) {
        Object second = format.endsWith("s") ? "y" : Long.valueOf(65);
        assertThat(Engines.call(Helper.SNPRINTF, OUT, HelperCall.ROOM, new HelperCall.Constant(format),
                List.of("x".repeat(length), second), 16))
                .allSatisfy(outcome -> assertThat(outcome.result().value()).isEqualTo(result));
    }

    @Test
    void aHiddenPointerIsTheSameEachTimeAndNotTheAddress() {
        List<Engines.Outcome> outcomes = Engines.call(Helper.SNPRINTF, OUT, HelperCall.ROOM,
                new HelperCall.Constant("%p %pK %20p|"), List.of(0x1234, 0x1234, 0x1234), 24);
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.result().text())
                .matches("(0{8}[0-9a-f]{8}) \\1 {5,}[0-9a-f]{1,8}\\|")
                .doesNotContain("1234 "));
    }
}
