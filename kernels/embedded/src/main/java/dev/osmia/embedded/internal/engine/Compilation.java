package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a program's compilation. It is asked for once the program has run often enough to be worth it, and is
 * carried out elsewhere; meanwhile and if it fails the program runs on as it is.
 */
public final class Compilation {
    /** Runs after which a program is compiled: fewer take less time than the compilation does. */
    private static final int WORTH_IT = 100;

    /** Compiles a program. */
    @FunctionalInterface
    public interface Request {
        /** Asks for it; the answer is {@link Compilation#finish}, at once, later or never. */
        void make();
    }

    private volatile @Nullable CompiledCode code;
    private volatile @Nullable Request request;
    private int runs;

    /** The code made of the program, null while there is none. */
    public @Nullable CompiledCode code() {
        return code;
    }

    /** Says how the program is compiled once it is worth it. */
    public void plan(Request request) {
        this.request = request;
    }

    /** Counts a run without compiled code. Runs may be lost that threads count at the same time. */
    public void count() {
        if (++runs >= WORTH_IT && request != null) {
            ask();
        }
    }

    private void ask() {
        Request asked;
        synchronized (this) {
            asked = request;
            request = null;
        }
        if (asked != null) {
            asked.make();
        }
    }

    /** From now on the program runs as this. */
    public void finish(CompiledCode made) {
        code = made;
    }

    /** The program is closed: it is not compiled any more. */
    public void cancel() {
        request = null;
    }
}
