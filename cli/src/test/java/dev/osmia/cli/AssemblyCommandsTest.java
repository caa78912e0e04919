package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static dev.osmia.cli.Commands.example;
import static dev.osmia.cli.Commands.osmia;
import static dev.osmia.cli.Commands.osmiaReading;
import static dev.osmia.cli.Commands.words;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code osmia disasm} and {@code osmia asm}, which read each other. */
class AssemblyCommandsTest {

    @ParameterizedTest
    @CsvSource({"flows, count_flows", "primes, count_primes", "hook, quota", "nat, translate", "sockfilter, keep"})
    void asmReadsWhatDisasmPrints(String object, String program) {
        String file = example(object + ".bpf.o");
        String name = osmia("disasm", file, "--json").out()
                .replaceAll(".*?\"programs\":\\[\\{\"name\":\"(\\w+)\".*", "$1")
                .strip();
        assertThat(program).isNotEmpty();
        String bytes = osmia("disasm", file, "--program", name, "--hex").out();
        for (String syntax : new String[]{"linux", "mnemonic"}) {
            String text = osmia("disasm", file, "--program", name, "--syntax", syntax).out();
            assertThat(osmiaReading(text, "asm", "-", "--hex").out()).as(syntax).isEqualTo(bytes);
        }
    }

    @Test
    void disasmShowsNamesAndSourceLines() {
        String text = osmia("disasm", example("primes.bpf.o")).out();
        assertThat(text).startsWith("; program count_primes: section syscall, type syscall, 51 instructions")
                .contains("count_primes:", "look_at:", "call bpf_loop#181", "subprog[+8 look_at]", "map[fd:0 .bss]",
                        "; if (sieve.below > LIMIT) @./primes.bpf.c:55");
        assertThat(osmia("disasm", example("primes.bpf.o"), "--no-source").out()).doesNotContain("primes.bpf.c");
    }

    @Test
    void asmWritesAnObjectThatRuns(@TempDir Path folder) {
        String object = folder.resolve("drop.o").toString();
        Result made = osmiaReading("mov %r0, 1\nexit\n", "asm", "-", "-o", object, "--section", "xdp", "--name",
                "drop");
        assertThat(made).isEqualTo(new Result(0, "", ""));
        assertThat(osmia("run", object, "--pcap", example("scan.pcap")).out())
                .contains("drop     xdp   DROP        91");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "mnemonic"})
    void whatIsNoInstructionIsShownAsDataThatAsmReads(String syntax, @TempDir Path folder) {
        String object = folder.resolve("strange.o").toString();
        String hex = "2a 00 00 00 00 00 00 00" + System.lineSeparator() + "95 00 00 00 00 00 00 00"
                + System.lineSeparator() + "18 01 00 00 07 00 00 00" + System.lineSeparator();
        Result made = osmiaReading(".8byte 42\nexit\n.8byte 0x700000118", "asm", "-", "-o", object, "--hex");
        assertThat(made).isEqualTo(new Result(0, hex, ""));

        String text = osmia("disasm", object, "--syntax", syntax).out();

        assertThat(text.lines()).startsWith("; program main: section xdp, type xdp, 3 instructions", "main:",
                "   0: (2a) .8byte 0x000000000000002a ; unknown opcode 0x2a, expected one of RFC 9669",
                "   1: (95) exit")
                .last()
                .asString()
                .startsWith(
                        "   2: (18) .8byte 0x0000000700000118 ; opcode 0x18: 64-bit immediate without its second slot");
        assertThat(osmiaReading(text, "asm", "-", "--hex").out()).isEqualTo(hex);
        assertThat(osmia("disasm", object, "--hex").out()).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "asm missing.s | 1 | osmia: missing.s: no such file",
            "asm @flows.bpf.c | 1 | flows.bpf.c: line 1, column 1: expected",
            "disasm @web.pcap | 1 | web.pcap: offset 0x0",
            "disasm @flows.bpf.o --program nope | 2 | has no program nope; it has count_flows",
            "disasm @flows.bpf.o --hex --json | 2 | --hex and --json cannot both be given",
            "disasm @flows.bpf.o --syntax intel | 2 | expected linux or mnemonic",
            "disasm | 2 | Missing required parameter",
            "disassemble x | 2 | there is no command disassemble; there are run, verify, bench, disasm, asm, conformance, completion",
            "asm @flows.bpf.c --name '' | 2 | --name '': expected letters, digits, _ and .",
            "asm @flows.bpf.c -o '' | 2 | -o: expected the name of a file",
            "completion fish | 2 | expected bash or zsh"})
    void saysWhatIsWrong(String arguments, int status, String expected) {
        Result result = osmia(words(arguments));
        assertThat(result.err()).contains(expected);
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r0 = nonsense | 1 | standard input: line 1",
            "call bpf_map_lokup_elem | 1 | column 6: there is no helper or label 'bpf_map_lokup_elem'; did you mean 'bpf_map_lookup_elem'?",
            "# nothing | 1 | there are no instructions in it",
            "r1 = map[flows] ll | 1 | standard input: "})
    void asmSaysWhatIsWrongWithText(String text, int status, String expected) {
        Result result = osmiaReading(text, "asm", "-", "-o", "never.o");
        assertThat(result.err()).contains(expected);
        assertThat(result.status()).isEqualTo(status);
        assertThat(Path.of("never.o")).doesNotExist();
    }

    @Test
    void whatATextMakesTheTerminalDoIsWrittenOut() {
        assertThat(osmiaReading("r0 = \033[31m\u202e", "asm", "-").err())
                .contains("expected an instruction, found '\\u001b'")
                .doesNotContain("\033");
        assertThat(osmia("asm", "\033[31m.s").err()).contains("\\u001b[31m.s: no such file");
    }

    @Test
    void disasmReadsStandardInput() throws IOException {
        byte[] object = Files.readAllBytes(Path.of(example("primes.bpf.o")));
        assertThat(osmiaReading(object, "disasm", "-").out()).isEqualTo(osmia("disasm", example("primes.bpf.o")).out());
    }

    @Test
    void asmRefusesASectionThatIsNone() {
        assertThat(osmiaReading("exit", "asm", "-", "-o", "never.o", "--section", "xpd").err())
                .contains("--section xpd is no section name");
    }
}
