package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static dev.osmia.cli.Commands.example;
import static dev.osmia.cli.Commands.osmia;
import static dev.osmia.cli.Commands.osmiaReading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Files that cannot be read or written: the line that says so names the one that failed. */
class FailingFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "run DIR | DIR: it is a folder, expected a file",
            "run @flows.bpf.o --pcap DIR | DIR: it is a folder, expected a file",
            "run @flows.bpf.o --data DIR | DIR: it is a folder, expected a file",
            "run @flows.bpf.o --pcap @web.pcap -w DIR | DIR: it is a folder, expected a file",
            "run @flows.bpf.o --pcap @web.pcap -w DIR/none/x.pcap | DIR/none/x.pcap: there is no folder DIR/none",
            "run @flows.bpf.o --pcap DIR/none.pcap | DIR/none.pcap: no such file",
            "run DIR/none.o --pcap @web.pcap | DIR/none.o: no such file",
            "asm DIR | DIR: it is a folder, expected a file",
            "asm - -o DIR | DIR: it is a folder, expected a file",
            "asm - -o DIR/none/x.o | DIR/none/x.o: there is no folder DIR/none",
            "disasm DIR | DIR: it is a folder, expected a file",
            "disasm --classic DIR/none | DIR/none: no such file"})
    void theFileThatFailedIsNamed(String arguments, String expected) {
        Result result = osmiaReading("exit", Commands.words(arguments.replace("DIR", folder.toString())));
        assertThat(result.err().strip()).isEqualTo("osmia: " + expected.strip().replace("DIR", folder.toString()));
        assertThat(result.status()).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidOfTheFileThatIsWritten() {
        String line = "osmia: /dev/full: no space left on device" + System.lineSeparator();
        assertThat(osmia("run", example("flows.bpf.o"), "--pcap", example("web.pcap"), "-w", "/dev/full"))
                .isEqualTo(new Result(1, "", line));
        assertThat(osmiaReading("exit", "asm", "-", "-o", "/dev/full")).isEqualTo(new Result(1, "", line));
    }

    @Test
    void whatIsNotAllowedIsSaidOfTheFileAndNotOfWhatItGoesToFirst() {
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> NamedFile.writing(Path.of("kept.pcap"), () -> {
            throw new AccessDeniedException("/x/.kept.pcap.0.part");
        })).withMessage("kept.pcap: permission denied");
    }

    @Test
    void aRunThatIsBrokenOffLeavesNothingBehind(@TempDir Path elsewhere) throws IOException, InterruptedException {
        Path mkfifo = Path.of("/usr/bin/mkfifo");
        assumeTrue(Files.isExecutable(mkfifo), "mkfifo, which makes named pipes, is missing");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder(mkfifo.toString(), pipe.toString()).start().waitFor()).isZero();
        Path kept = Files.writeString(folder.resolve("kept.pcap"), "precious");
        Path output = elsewhere.resolve("output");
        Process process = child(output, "run", example("blocklist.bpf.o"), "--pcap", pipe.toString(), "-w",
                kept.toString());
        // Opening waits until the child does, which then has its hidden file; it gets no packet and goes on waiting.
        try (OutputStream packets = Files.newOutputStream(pipe)) {
            assertThat(names()).hasSize(3).anyMatch(name -> name.endsWith(".part"));
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(output).isEmptyFile();
        assertThat(names()).containsExactlyInAnyOrder("pipe", "kept.pcap");
        assertThat(kept).hasContent("precious");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** The command in a JVM of its own. */
    private static Process child(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", Commands.classPath(), "dev.osmia.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }
}
