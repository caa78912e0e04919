package dev.osmia.object;

/** An object file that cannot be what it claims: where, what is wrong, what was expected. */
public final class ObjectFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final String section;
    private final long offset;
    private final String problem;

    /**
     * Makes the message from the facts. Control characters, which names in a bad file may contain, are written as
     * {@code \\x0a} so that the message stays one line and does nothing to a terminal.
     *
     * @param file the file's name as the caller gave it
     * @param section name of the section, empty if the problem lies outside of one
     * @param offset byte offset, in the section if there is one, else in the file; -1 if none applies
     * @param problem what is wrong, and what was expected
     */
    public ObjectFormatException(String file, String section, long offset, String problem) {
        super(message(file, printable(section), offset, printable(problem)));
        this.file = file;
        this.section = printable(section);
        this.offset = offset;
        this.problem = printable(problem);
    }

    private static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(character -> {
            if (Character.isISOControl(character)) {
                printable.append("\\x%02x".formatted(character));
            } else {
                printable.append((char) character);
            }
        });
        return printable.toString();
    }

    private static String message(String file, String section, long offset, String problem) {
        StringBuilder text = new StringBuilder(file);
        if (!section.isEmpty()) {
            text.append(": section ").append(section);
        }
        if (offset >= 0) {
            text.append(section.isEmpty() ? ": " : ", ").append("offset 0x").append(Long.toHexString(offset));
        }
        return text.append(": ").append(problem).toString();
    }

    /** The file's name as the caller gave it. */
    public String file() {
        return file;
    }

    /** Name of the section, empty if the problem lies outside of one. */
    public String section() {
        return section;
    }

    /** Byte offset, in the section if there is one, else in the file; -1 if none applies. */
    public long offset() {
        return offset;
    }

    /** What is wrong, and what was expected. */
    public String problem() {
        return problem;
    }
}
