package dev.osmia.cli;

import org.jspecify.annotations.Nullable;

/** What a user is told when a command cannot do its work: one line, without a stack trace. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** A line that says where it happened, what is wrong and what was expected. */
    public Failure(String message) {
        this(message, null);
    }

    /** The same, with the cause that {@code --debug} shows. */
    public Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
        status = Osmia.FAILED;
    }

    /** A failure with an exit status of its own. */
    public Failure(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The exit status. */
    public int status() {
        return status;
    }
}
