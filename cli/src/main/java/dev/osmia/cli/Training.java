package dev.osmia.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the launcher runs once to see which classes and methods a usual run needs (JEP 514). */
public final class Training {
    private static final List<List<String>> RUNS = List.of(
            List.of("--help"),
            List.of("--version"),
            List.of("run", "--help"),
            List.of("run", "flows.bpf.o", "--pcap", "web.pcap"),
            List.of("run", "flows.bpf.o", "--pcap", "web.pcap", "--json"),
            List.of("run", "syncount.bpf.o", "--pcap", "scan.pcap", "--engine", "interpreter"),
            List.of("run", "primes.bpf.o", "--data", "e803000000000000"),
            List.of("verify", "flows.bpf.o"),
            List.of("verify", "flows.bpf.o", "--log", "2"),
            List.of("verify", "syncount.bpf.o", "--json"),
            List.of("verify", "collatz.bpf.o"),
            List.of("disasm", "flows.bpf.o"),
            List.of("asm", "missing.s"),
            List.of("conformance", "00"));

    private Training() {
    }

    /** Runs commands on the examples of a folder, if there is one, and lets nobody see what they say. */
    public static void main(String[] arguments) throws IOException {
        Path examples = Path.of(arguments[0]);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (InputStream nothing = new ByteArrayInputStream(new byte[0])) {
            Console console = new Console(nothing, nowhere, nowhere, false);
            for (List<String> run : RUNS) {
                Osmia.run(console, run.stream().map(word -> located(examples, word)).toArray(String[]::new));
            }
        }
    }

    private static String located(Path examples, String word) {
        Path file = examples.resolve(word);
        return word.indexOf('.') > 0 && Files.exists(file) ? file.toString() : word;
    }
}
