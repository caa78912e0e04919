package dev.osmia.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs commands inside the test's JVM. */
final class Commands {
    /** The folder with the example objects and captures. */
    static final Path EXAMPLES = Files.exists(Path.of("examples")) ? Path.of("examples") : Path.of("../examples");

    /** What a command has printed, and how it ended. */
    record Result(int status, String out, String err) {}

    private Commands() {
    }

    /** Runs a command line. */
    static Result osmia(String... arguments) {
        return osmiaReading("", arguments);
    }

    /** Runs a command line that finds a text on standard input. */
    static Result osmiaReading(String input, String... arguments) {
        return osmiaReading(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    /** Runs a command line that finds bytes on standard input. */
    static Result osmiaReading(byte[] input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream toOut = new PrintStream(out, false, StandardCharsets.UTF_8);
                PrintStream toErr = new PrintStream(err, false, StandardCharsets.UTF_8)) {
            int status = Osmia.run(new Console(new ByteArrayInputStream(input), toOut,
                    toErr, false), arguments);
            toOut.flush();
            toErr.flush();
            return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    /** What a JVM needs that runs the command. */
    static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Where an example lies. */
    static String example(String name) {
        return EXAMPLES.resolve(name).toString();
    }

    /** The words of a line; what is {@code @name} becomes the path of an example, {@code ''} an empty word. */
    static String[] words(String line) {
        String[] words = line.strip().split(" +");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("''")
                    ? ""
                    : words[i].startsWith("@") ? example(words[i].substring(1)) : words[i];
        }
        return words;
    }
}
