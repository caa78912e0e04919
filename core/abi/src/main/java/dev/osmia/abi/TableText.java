package dev.osmia.abi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the tables that lie beside the classes as text. A line that starts with {@code #} is a remark; one that starts
 * with a space goes on with the line before it.
 *
 * <p>Loops instead of streams and regular expressions: those cost tens of milliseconds in a command that has just
 * started, and every command reads a table.
 */
final class TableText {
    private TableText() {
    }

    /** The lines of a table, without remarks and joined. The tables are part of the module: they are always there. */
    static List<String> lines(String name) {
        List<String> lines = split(read(name).replace("\n ", " "), '\n');
        lines.removeIf(line -> line.charAt(0) == '#');
        return lines;
    }

    /** The words of a line, apart at spaces; none for a blank line. */
    static List<String> words(String line) {
        return split(line, ' ');
    }

    /** The parts of a text between separators; empty ones are left out. */
    static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf(separator, start);
            end = end < 0 ? text.length() : end;
            if (end > start) {
                parts.add(text.substring(start, end));
            }
        }
        return parts;
    }

    private static String read(String name) {
        try (InputStream stream = TableText.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the table " + name + " is missing from the module");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the table " + name + " cannot be read", e);
        }
    }
}
