package dev.osmia.verifier;

import dev.osmia.abi.HelperPrototype;

import java.util.Map;

/**
 * A place outside of Linux where programs are asked, as their verification has to know it: the context is memory of a size,
 * of which they get the address in R1 and the size in R2.
 *
 * @param contextSize bytes of the context
 * @param isContextWritable whether programs may change it
 * @param least the least answer that is legal
 * @param most the greatest answer that is legal
 * @param helpers what its programs may call beside what programs of {@link dev.osmia.abi.ProgramType#HOST} may, by id
 */
public record HookRules(int contextSize, boolean isContextWritable, long least, long most,
        Map<Integer, Helper> helpers) {
    /** Keeps a copy of the helpers. */
    public HookRules {
        helpers = Map.copyOf(helpers);
    }

    /**
     * A helper of the hook's own.
     *
     * @param name what messages call it
     * @param prototype what it takes and gives
     */
    public record Helper(String name, HelperPrototype prototype) {}

    /** A hook that takes any answer and whose context may be read. */
    public static HookRules of(int contextSize) {
        return new HookRules(contextSize, false, Long.MIN_VALUE, Long.MAX_VALUE, Map.of());
    }
}
