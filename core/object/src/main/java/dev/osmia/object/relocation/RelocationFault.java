package dev.osmia.object.relocation;

/** A relocation that cannot be carried out. Carries no stack trace: the place that counts is the program's. */
public final class RelocationFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean ofObject;

    private RelocationFault(boolean ofObject, String problem) {
        super(problem, null, false, false);
        this.ofObject = ofObject;
    }

    /** The object contradicts itself. */
    static RelocationFault object(String problem) {
        return new RelocationFault(true, problem);
    }

    /** The object is well, but cannot be brought together with the target's types. */
    static RelocationFault target(String problem) {
        return new RelocationFault(false, problem);
    }

    /** Whether the object alone is to blame. */
    public boolean isOfObject() {
        return ofObject;
    }

    /** What is wrong, and what was expected. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
