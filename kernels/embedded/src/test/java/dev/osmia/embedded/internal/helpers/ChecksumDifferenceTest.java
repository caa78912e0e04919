package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The results are those of Linux 6.18. */
class ChecksumDifferenceTest {

    /** What is taken out, what is put in, where the sum starts; the result. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "- | - | 0x0 | 0",
            "- | - | 0x12345 | 9030",
            "- | - | 0xffffffff | 65535",
            "- | 01020304 | 0x0 | 1540",
            "01020304 | - | 0x0 | 63995",
            "01020304 | 01020304 | 0x0 | 65535",
            "01020304 | 01020304 | 0xffff | 65535",
            "01020304 | 05060708 | 0x0 | 2056",
            "ffffffffffffffff | 00000000 | 0x0 | 0",
            "00000000 | ffffffffffffffff | 0x0 | 65535",
            "01020304 | - | 0xffffffff | 63995",
            "01020304 | - | 0x1 | 63996",
            "00000000 | - | 0x0 | 0",
            "00000000 | - | 0xffff | 65535",
            "- | 00000000 | 0xffff0000 | 65535",
            "- | 0102030405 | 0x0 | 1545",
            "010203 | - | 0x0 | 65019",
            "010203 | 01020304050607 | 0x7 | 2579",
            "c0a80001 | 0a000001 | 0xffffedcb | 17685",
            "ffffffff | - | 0x0 | 0",
            "- | ffffffff | 0xffffffff | 65535",
            "deadbeefcafebabe0123456789abcdef | 00112233445566778899aabbccddeeff0011223344556677 | 0x89abcdef | 11107",
            "- | 01020304 | 0x100000001 | 1541"})
    void aDifferenceIsFoldedTo16Bits(String from, String to, long seed, int result) {
        Object[] arguments = {bytes(from), size(from), bytes(to), size(to), seed};
        assertThat(Engines.call(ProgramType.SCHED_CLS, Helper.CSUM_DIFF, arguments))
                .allSatisfy(outcome -> assertThat(outcome.result().value()).isEqualTo(result));
    }

    private static Object bytes(String hex) {
        return size(hex) == 0 ? Integer.valueOf(0) : Engines.bytes(hex);
    }

    private static int size(String hex) {
        return hex.length() / 2;
    }
}
