package dev.osmia.cli;

/** Text of files and arguments on its way to a terminal, which would obey the commands in it. */
final class Printable {
    private Printable() {
    }

    /** The text with everything that is no visible character written as its number; lines stay lines. */
    static String text(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (character == '\n' || character == '\t' || isVisible(character)) {
                safe.appendCodePoint(character);
            } else {
                safe.append(String.format("\\u%04x", character));
            }
        });
        return safe.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
