package dev.osmia.verifier.cases;

import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A program, and what Linux says of it.
 *
 * @param program all but the code of slots that are no instructions
 * @param raw the slots that are to be replaced, eight bytes each, little-endian
 * @param isStrict whether its loader may not look at others' memory: {@code CAP_BPF} without {@code CAP_PERFMON}
 * @param expected what Linux said, null if nobody has asked yet
 */
public record VerdictCase(String name, ProgramSpec program, Map<Integer, Long> raw, Map<String, MapSpec> maps,
        boolean isStrict, @Nullable Answer expected) {
    /** Keeps copies. */
    public VerdictCase {
        raw = Map.copyOf(raw);
        maps = Map.copyOf(maps);
    }

    @Override
    public String toString() {
        return name;
    }
}
