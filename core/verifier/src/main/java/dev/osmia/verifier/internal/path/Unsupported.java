package dev.osmia.verifier.internal.path;

/** There is no verdict, since something that it depends on is not known here. */
public final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unsupported(String missing) {
        super(missing, null, false, false);
    }
}
