package dev.osmia.capture;

/** A capture file that is truncated, contradicts itself or is none: which file, where, what and what was expected. */
public final class CaptureFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;
    private final String problem;
    private final String expected;

    /**
     * Makes the message from the facts.
     *
     * @param file the file as the reader was told to name it
     * @param offset bytes from the start of the file to the first byte that is wrong or missing
     * @param problem what is there
     * @param expected what should be there
     */
    public CaptureFormatException(String file, long offset, String problem, String expected) {
        super(file + ": offset " + offset + ": " + problem + ", expected " + expected);
        this.file = file;
        this.offset = offset;
        this.problem = problem;
        this.expected = expected;
    }

    /** The file as the reader was told to name it. */
    public String file() {
        return file;
    }

    /** Bytes from the start of the file to the first byte that is wrong or missing. */
    public long offset() {
        return offset;
    }

    /** What is there, without the place. */
    public String problem() {
        return problem;
    }

    /** What should be there. */
    public String expected() {
        return expected;
    }
}
