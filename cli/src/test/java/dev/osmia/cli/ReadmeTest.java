package dev.osmia.cli;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README shows works as it stands there, started in the root of the checkout. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final String IMPORTS = Stream
            .of("dev.osmia.capture", "dev.osmia.embedded", "dev.osmia.kernel", "dev.osmia.object", "java.nio.file")
            .map(name -> "import " + name + ".*;\n")
            .collect(Collectors.joining());

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> commandsDoWhatTheyShow() throws IOException {
        List<String> commands = blocks("sh").stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("\\s+#.*", ""))
                .filter(line -> line.startsWith("./osmia "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(4);
        return commands.stream().map(command -> DynamicTest.dynamicTest(command, () -> {
            List<String> arguments = new ArrayList<>(List.of("dev.osmia.cli.Main"));
            for (String word : command.substring("./osmia ".length()).split(" ", -1)) {
                arguments.add(word.startsWith("passed.") ? folder.resolve(word).toString() : word);
            }
            assertThat(java(arguments)).isNotBlank();
        }));
    }

    @TestFactory
    Stream<DynamicTest> snippetsCompileAndRun() throws IOException {
        List<String> snippets = blocks("java");
        assertThat(snippets).hasSize(2);
        return snippets.stream().map(snippet -> DynamicTest.dynamicTest(snippet.lines().findFirst().orElse(""), () -> {
            Path source = folder.resolve("Snippet.java");
            Files.writeString(source, IMPORTS + "void main() throws Exception {\n" + snippet + "}\n");
            assertThat(java(List.of(source.toString()))).contains(expected(snippet));
        }));
    }

    /** The first request of 92 fits into a budget of 250; the capture's busiest flow is as in the flow counter's test. */
    private static String expected(String snippet) {
        return snippet.contains("HostHook") ? "true" : "Traffic[packets=22, bytes=26103]";
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
        return block.results().filter(found -> found.group(1).equals(language)).map(found -> found.group(2)).toList();
    }

    /** Runs a class or a source file with the class path of this test, and returns what it prints. */
    private String java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", Commands.classPath()));
        command.addAll(arguments);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command).directory(ROOT.toFile())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
