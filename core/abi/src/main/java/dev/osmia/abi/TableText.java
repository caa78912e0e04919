package dev.osmia.abi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the tables that lie beside the classes as text. A line that starts with {@code #} is a remark; one that starts
 * with a space goes on with the line before it.
 */
final class TableText {
    private TableText() {
    }

    /** The lines of a table, without remarks and joined. The tables are part of the module: they are always there. */
    static List<String> lines(String name) {
        try (InputStream stream = TableText.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the table " + name + " is missing from the module");
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("\n ", " ").lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the table " + name + " cannot be read", e);
        }
    }

    /** The words of a line, apart at spaces; none for a blank line. */
    static List<String> words(String line) {
        return Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}
