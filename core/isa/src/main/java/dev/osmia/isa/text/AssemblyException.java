package dev.osmia.isa.text;

import org.jspecify.annotations.Nullable;

/** A text that is no program: where it stops making sense, what was expected there, and what was probably meant. */
public final class AssemblyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String expected;
    private final String found;
    private final @Nullable String suggestion;

    /**
     * Makes the message from the facts.
     *
     * @param line from 1
     * @param column from 1, in UTF-16 units
     * @param expected what could stand there
     * @param found what stands there, empty at the end of the line
     * @param suggestion the nearest word that could stand there, or null
     */
    public AssemblyException(int line, int column, String expected, String found, @Nullable String suggestion) {
        this(line, column, "expected %s, found %s".formatted(expected,
                found.isEmpty() ? "the end of the line" : "'" + found + "'"), expected, found, suggestion);
    }

    private AssemblyException(int line, int column, String problem, String expected, String found,
            @Nullable String suggestion) {
        super("line %d, column %d: %s%s".formatted(line, column, problem,
                suggestion == null ? "" : "; did you mean '" + suggestion + "'?"));
        this.line = line;
        this.column = column;
        this.expected = expected;
        this.found = found;
        this.suggestion = suggestion;
    }

    /** The exception for a call of something that does not exist. */
    static AssemblyException unknownCallee(int line, int column, String expected, String found,
            @Nullable String suggestion) {
        return new AssemblyException(line, column, "there is no " + expected + " '" + found + "'", expected, found,
                suggestion);
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1, in UTF-16 units. */
    public int column() {
        return column;
    }

    /** What could stand there. */
    public String expected() {
        return expected;
    }

    /** What stands there, empty at the end of the line. */
    public String found() {
        return found;
    }

    /** The nearest word that could stand there, or null. */
    public @Nullable String suggestion() {
        return suggestion;
    }
}
