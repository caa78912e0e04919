package dev.osmia.cli.run;

import dev.osmia.embedded.EngineKind;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code osmia run} was asked for.
 *
 * @param object the object file
 * @param capture the packets, or null
 * @param data one packet or context, or null
 * @param programs the programs to run, all that can be if empty
 * @param kept where packets that passed go, or null
 * @param kernel who runs the programs
 * @param engine how the embedded kernel carries them out
 * @param unverified whether the embedded kernel takes them as they are
 * @param instructionLimit after how many instructions the checked engine stops a run, 0 for as many as it does by itself
 * @param repeat how often each packet is given
 * @param variables values for global variables
 * @param mapSizes capacities for maps
 * @param types the file with the kernel types that programs are adjusted to, or null for the kernel's own
 * @param limit rows to print of each map, 0 for all
 */
public record RunOptions(Path object, @Nullable Path capture, byte @Nullable [] data, List<String> programs,
        @Nullable Path kept, KernelKind kernel, EngineKind engine, boolean unverified, long instructionLimit,
        int repeat,
        Map<String, String> variables,
        Map<String, Integer> mapSizes, @Nullable Path types, int limit) {

    /** Whose bpf(2). */
    public enum KernelKind {
        /** The kernel inside the JVM. */
        EMBEDDED,
        /** The machine's. */
        LINUX
    }

    /** What the packets or the context came from. */
    public String source() {
        return capture == null ? "--data" : capture.toString();
    }
}
