package dev.osmia.cli.verify;

import dev.osmia.abi.ProgramType;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code osmia verify} is told.
 *
 * @param object the object file
 * @param programs the programs to verify, empty for all
 * @param type the type that all of them are taken for, null for their own
 * @param flags added to those of their sections
 * @param targets files with the programs that others are attached to; a name may follow a colon
 * @param types the file with the kernel's types, null for those of the running Linux
 * @param log level of Linux's log, 0 for none
 */
public record VerifyOptions(Path object, List<String> programs, @Nullable ProgramType type, int flags,
        List<Path> targets, @Nullable Path types, int log) {
    /** Keeps copies. */
    public VerifyOptions {
        targets = List.copyOf(targets);
        programs = List.copyOf(programs);
    }
}
