package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.verifier.ProgramFacts;

import java.util.Map;

/** What code is made of a program. */
public sealed interface Shape {

    /** Whether a run can come to the instruction at a slot. */
    boolean isReached(int slot);

    /**
     * Of a program that the verifier has accepted.
     *
     * @param facts what it has proven
     * @param maps those that the facts name
     */
    record Proven(ProgramFacts facts, Map<String, EmbeddedMap> maps) implements Shape {
        @Override
        public boolean isReached(int slot) {
            return facts.isReached(slot);
        }
    }

    /**
     * Of one that nobody has verified: each access is looked up and the steps are counted.
     *
     * @param limit of the jumps backwards and calls of a run
     */
    record Guarded(long limit) implements Shape {
        @Override
        public boolean isReached(int slot) {
            return true;
        }
    }
}
