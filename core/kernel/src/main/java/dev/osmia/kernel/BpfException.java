package dev.osmia.kernel;

import dev.osmia.abi.Errno;

/** A kernel's refusal: what was tried, and the error number that Linux gives for it. */
public class BpfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String operation;
    private final Errno errno;
    private final String log;

    /** A refusal with an explanation, which may be empty. */
    public BpfException(String operation, Errno errno, String explanation) {
        this(operation, errno, explanation, "");
    }

    /**
     * Makes the message from the facts.
     *
     * @param operation what was tried, as a phrase: "update map flows"
     * @param errno Linux's error number for the reason
     * @param explanation what it means here and what to do, or empty
     * @param log the kernel's own log, or empty
     */
    public BpfException(String operation, Errno errno, String explanation, String log) {
        super(operation + ": " + errno + (explanation.isEmpty() ? "" : " (" + explanation + ")"));
        this.operation = operation;
        this.errno = errno;
        this.log = log;
    }

    /** What was tried. */
    public String operation() {
        return operation;
    }

    /** Linux's error number for the reason. */
    public Errno errno() {
        return errno;
    }

    /** The kernel's own log (the verifier's), or empty. */
    public String log() {
        return log;
    }
}
