package dev.osmia.isa.text;

/**
 * A piece of a line.
 *
 * @param column from 1
 */
record Token(Kind kind, String text, int column) {
    /** What a piece is. */
    enum Kind {
        WORD, NUMBER, SYMBOL, END
    }

    boolean is(String other) {
        return text.equals(other);
    }
}
