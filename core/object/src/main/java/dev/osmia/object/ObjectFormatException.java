package dev.osmia.object;

/** An object file that cannot be what it claims: where, what is wrong, what was expected. */
public final class ObjectFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final String section;
    private final long offset;
    private final String problem;

    /**
     * Makes the message from the facts.
     *
     * @param file the file's name as the caller gave it
     * @param section name of the section, empty if the problem lies outside of one
     * @param offset byte offset, in the section if there is one, else in the file; -1 if none applies
     * @param problem what is wrong, and what was expected
     */
    public ObjectFormatException(String file, String section, long offset, String problem) {
        super(message(file, section, offset, problem));
        this.file = file;
        this.section = section;
        this.offset = offset;
        this.problem = problem;
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
