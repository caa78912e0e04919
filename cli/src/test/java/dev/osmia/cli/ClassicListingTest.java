package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import dev.osmia.isa.classic.ClassicProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.util.HexFormat;

import static dev.osmia.cli.Commands.osmia;
import static dev.osmia.cli.Commands.osmiaReading;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code osmia disasm --classic}. */
class ClassicListingTest {
    /** {@code tcpdump -y EN10MB -ddd 'ip proto \\icmp'}, tcpdump 4.99.3. */
    private static final String NUMBERS = """
            6
            40 0 0 12
            21 0 3 2048
            48 0 0 23
            21 0 1 1
            6 0 0 262144
            6 0 0 0
            """;
    /** The same with {@code -d}. */
    private static final String LISTING = """
            (000) ldh      [12]
            (001) jeq      #0x800           jt 2\tjf 5
            (002) ldb      [23]
            (003) jeq      #0x1             jt 4\tjf 5
            (004) ret      #262144
            (005) ret      #0
            """;

    private static String listing(byte[] input) {
        Result result = osmiaReading(input, "disasm", "--classic", "-");
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private static String listing(String input) {
        return listing(input.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void everyFormOfAFilterGivesTcpdumpsListing() {
        assertThat(listing(NUMBERS)).isEqualToNormalizingNewlines(LISTING);
        assertThat(listing(NUMBERS.replace('\n', ','))).isEqualToNormalizingNewlines(LISTING);
        String hex = osmiaReading(NUMBERS, "disasm", "--classic", "-", "--hex").out();
        assertThat(listing(hex)).isEqualToNormalizingNewlines(LISTING);
        assertThat(listing(hex.replaceAll("\\s", ""))).isEqualToNormalizingNewlines(LISTING);
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        assertThat(listing(bytes)).isEqualToNormalizingNewlines(LISTING);
        assertThat(ClassicProgram.decode(bytes, ByteOrder.nativeOrder()).instructions()).hasSize(6);
    }

    @Test
    void jsonAndTheAssemblersSyntaxShowTheSameInstructions() {
        assertThat(osmiaReading(NUMBERS, "disasm", "--classic", "-", "--json").out())
                .startsWith("{\"instructions\":[{\"index\":0,\"hex\":\"")
                .contains("\"text\":\"(002) ldb      [23]\"");
        assertThat(osmiaReading(NUMBERS, "disasm", "--classic", "-", "--syntax", "bpf_asm").out())
                .contains("l1:\tjeq #0x800, l2, l5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "2 40 0 0 12 | 1 | standard input: expected a classic BPF filter",
            "1 6 0 256 0 | 1 | standard input: expected a classic BPF filter",
            "1 6 0 0 4294967296 | 1 | standard input: expected a classic BPF filter",
            "hello | 1 | standard input: expected a classic BPF filter",
            "\" \" | 1 | standard input: expected a classic BPF filter",
            "1 65535 0 0 0 | 1 | standard input: instruction 0: unknown classic opcode 0xffff",
            "1 0 0 0 0 | 1 | the last instruction is no return"})
    void saysWhyATextIsNoFilter(String text, int status, String expected) {
        Result result = osmiaReading(text, "disasm", "--classic", "-");
        assertThat(result.err()).contains(expected).hasLineCount(1);
        assertThat(result.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--program x | --program is not for --classic",
            "--no-source | --no-source is not for --classic",
            "--syntax linux | expected tcpdump or bpf_asm"})
    void optionsOfObjectsAreWrongUsage(String options, String expected) {
        Result result = osmia(Commands.words("disasm --classic - " + options));
        assertThat(result.err()).contains(expected);
        assertThat(result.status()).isEqualTo(2);
    }
}
