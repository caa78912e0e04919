package dev.osmia.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static dev.osmia.cli.Commands.osmia;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the tab key does in bash: the script is run with the words that bash would have cut. */
class CompletionTest {
    private static final Path BASH = Path.of("/bin/bash");
    private static final String ASK = """
            . "$1"
            shift
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"
            _osmia
            for word in "${COMPREPLY[@]}"; do printf '%s\n' "$word"; done
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        assumeTrue(Files.isExecutable(BASH), BASH + " is missing");
        Files.createDirectory(folder.resolve("captures"));
        for (String name : List.of("flows.bpf.o", "web.pcap", "two words.pcap", "$(touch pwned).o")) {
            Files.createFile(folder.resolve(name));
        }
    }

    private List<String> completed(List<String> words) throws IOException, InterruptedException {
        Path script = Files.createTempFile("osmia", ".bash");
        Files.writeString(script, osmia("completion", "bash").out());
        Files.writeString(folder.resolve(".ask"), ASK);
        List<String> command = new ArrayList<>(List.of(BASH.toString(), "--norc", ".ask", script.toString()));
        command.addAll(words);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Files.delete(script);
        // Outside of a key press there is nothing whose options compopt could change, and it says so.
        assertThat(process.errorReader().lines().filter(line -> !line.contains("compopt"))).isEmpty();
        return process.inputReader(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "osmia ru | run",
            "osmia run flows.bpf.o --kernel '' | embedded linux",
            "osmia run flows.bpf.o --engine ch | checked",
            "osmia run flows.bpf.o --engine = in | interpreter",
            "osmia run flows.bpf.o --kernel = | embedded linux",
            "osmia run --engine=in | --engine=interpreter",
            "osmia run --instr | --instruction-limit",
            "osmia disasm --syntax '' | linux mnemonic tcpdump bpf_asm",
            "osmia asm - --syntax li | linux",
            "osmia conformance --engine ch | checked",
            "osmia completion z | zsh",
            "osmia run fl | flows.bpf.o",
            "osmia run --pcap w | web.pcap",
            "osmia run --pcap = w | web.pcap",
            "osmia run flows.bpf.o -w cap | captures",
            "./osmia asm - -o fl | flows.bpf.o"})
    void completes(String line, String expected) throws IOException, InterruptedException {
        assertThat(completed(List.of(Commands.words(line)))).containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void namesOfFilesAreTakenAsTheyAre() throws IOException, InterruptedException {
        assertThat(completed(List.of("osmia", "run", "$"))).containsExactly("$(touch pwned).o");
        assertThat(completed(List.of("osmia", "run", "--pcap", "two"))).containsExactly("two words.pcap");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }
}
