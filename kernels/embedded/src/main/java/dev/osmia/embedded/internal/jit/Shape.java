package dev.osmia.embedded.internal.jit;

import dev.osmia.verifier.ProgramFacts;

/** What code is made of a program. */
public sealed interface Shape {

    /** Whether a run can come to the instruction at a slot. */
    boolean isReached(int slot);

    /** Of a program that the verifier has accepted, by what it has proven. */
    record Proven(ProgramFacts facts) implements Shape {
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
