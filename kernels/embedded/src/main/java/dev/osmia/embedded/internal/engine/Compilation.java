package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

/** What has become of a program's compilation. */
public final class Compilation {
    private volatile @Nullable CompiledCode code;

    /** The code made of the program, null while there is none. */
    public @Nullable CompiledCode code() {
        return code;
    }

    /** From now on the program runs as this. */
    public void finish(CompiledCode made) {
        code = made;
    }
}
