package dev.osmia.verifier.internal.program;

import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.internal.program.Program.Attachment;
import org.jspecify.annotations.Nullable;

/** The programs that others can be attached to. */
@FunctionalInterface
public interface LoadedPrograms {
    /** There are none. */
    LoadedPrograms NONE = _ -> null;

    /**
     * The function that a program's section names, null if none of these programs has it.
     *
     * @throws dev.osmia.verifier.internal.path.Unsupported if it cannot be told which one is meant, or nothing can be
     *     attached to it
     */
    @Nullable
    Attachment find(ProgramSpec program);
}
