package dev.osmia.cli.show;

/** Emphasis on a terminal, nothing elsewhere. */
public enum Ink {
    BOLD("1"), DIM("2"), RED("31"), GREEN("32");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    /** The text in this ink if the reader sees colours. */
    public String on(boolean colour, String text) {
        return colour && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
