package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

import static dev.osmia.embedded.internal.helpers.HelperCall.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The results are those of Linux 6.18. */
class TextHelpersTest {

    private static Arguments row(Object... values) {
        return arguments(values);
    }

    /** A text, how much of it counts, the flags; result and number of strtol, result and number of strtoul. */
    static Stream<Arguments> numbers() {
        return Stream.of(
                row("123", 3, 0, 3, 123L, 3, 123L),
                row("123", 4, 0, 3, 123L, 3, 123L),
                row("123", 2, 0, 2, 12L, 2, 12L),
                row("  -12x", 6, 0, 5, -12L, -22, 0L),
                row("-", 1, 0, -22, 0L, -22, 0L),
                row("", 1, 0, -22, 0L, -22, 0L),
                row(" ", 1, 0, -22, 0L, -22, 0L),
                row("+5", 2, 0, -22, 0L, -22, 0L),
                row("0x1f", 4, 0, 4, 31L, 4, 31L),
                row("0x1f", 4, 16, 4, 31L, 4, 31L),
                row("1f", 2, 16, 2, 31L, 2, 31L),
                row("0x", 2, 0, 1, 0L, 1, 0L),
                row("0x", 2, 16, -22, 0L, -22, 0L),
                row("0xg", 3, 0, 1, 0L, 1, 0L),
                row("0xg", 3, 16, -22, 0L, -22, 0L),
                row("017", 3, 0, 3, 15L, 3, 15L),
                row("017", 3, 8, 3, 15L, 3, 15L),
                row("017", 3, 10, 3, 17L, 3, 17L),
                row("08", 2, 0, 1, 0L, 1, 0L),
                row("8", 1, 8, -22, 0L, -22, 0L),
                row("12", 2, 2, -22, 0L, -22, 0L),
                row("12", 2, 31, -22, 0L, -22, 0L),
                row("12", 2, 32, -22, 0L, -22, 0L),
                row("12", 2, 0x1000000000aL, -22, 0L, -22, 0L),
                row("9223372036854775807", 19, 0, 19, 9223372036854775807L, 19, 9223372036854775807L),
                row("9223372036854775808", 19, 0, -34, 0L, 19, -9223372036854775808L),
                row("-9223372036854775808", 20, 0, 20, -9223372036854775808L, -22, 0L),
                row("-9223372036854775809", 20, 0, -34, 0L, -22, 0L),
                row("18446744073709551615", 20, 0, -34, 0L, 20, -1L),
                row("18446744073709551616", 20, 0, -34, 0L, -34, 0L),
                row("ffffffffffffffff", 16, 16, -34, 0L, 16, -1L),
                row("10000000000000000", 17, 16, -34, 0L, -34, 0L),
                row("-0", 2, 0, 2, 0L, -22, 0L),
                row("-0x10", 5, 0, 5, -16L, -22, 0L),
                row("- 1", 3, 0, -22, 0L, -22, 0L),
                row("\t\n\r1", 4, 0, 4, 1L, 4, 1L),
                row("\u00a05", 2, 0, 2, 5L, 2, 5L),
                row("\u00855", 2, 0, -22, 0L, -22, 0L),
                row("0000000000000000000000000000000000000000000000000000000000000007", 64, 10, 63, 0L, 63, 0L),
                row("                                                                7", 65, 0, 65, 7L, 65, 7L),
                row("-18446744073709551615", 21, 0, -34, 0L, -22, 0L),
                row("0X1F", 4, 0, 4, 31L, 4, 31L),
                row("aB", 2, 16, 2, 171L, 2, 171L),
                row("ag", 2, 16, 1, 10L, 1, 10L),
                row("\u00b1", 1, 10, -22, 0L, -22, 0L),
                row("0x-1", 4, 16, -22, 0L, -22, 0L),
                row("00x1", 4, 16, 2, 0L, 2, 0L),
                row("1 ", 2, 0, 1, 1L, 1, 1L),
                row("--1", 3, 0, -22, 0L, -22, 0L));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersAreReadAsLinuxReadsThem(String text, int size, long flags, int signedResult, long signed,
            int unsignedResult, long unsigned) {
        assertThat(Engines.call(Helper.STRTOL, text, size, flags, OUT)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(signedResult);
            assertThat(outcome.result().number()).isEqualTo(signed);
        });
        assertThat(Engines.call(Helper.STRTOUL, text, size, flags, OUT)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(unsignedResult);
            assertThat(outcome.result().number()).isEqualTo(unsigned);
        });
    }

    /** A text, how much of it counts, another one; the result. */
    static Stream<Arguments> comparisons() {
        return Stream.of(
                row("abc", 4, "abc", 0),
                row("abc", 3, "abcd", 0),
                row("abc", 2, "abd", 0),
                row("abc", 3, "abd", -1),
                row("abd", 3, "abc", 1),
                row("ab", 3, "abc", -1),
                row("abc", 4, "ab", 1),
                row("", 1, "", 0),
                row("a", 1, "", 1),
                row("\u00ff", 2, "a", 1),
                row("a", 2, "\u00ff", -1),
                row("abc\0x", 5, "abc", 0));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void textsAreComparedAsLinuxComparesThem(String left, int size, String right, int result) {
        assertThat(Engines.call(Helper.STRNCMP, left, size, new HelperCall.Constant(right)))
                .allSatisfy(outcome -> assertThat(outcome.result().value()).isEqualTo(result));
    }
}
