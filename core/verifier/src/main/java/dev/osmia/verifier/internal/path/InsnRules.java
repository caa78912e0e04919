package dev.osmia.verifier.internal.path;

import dev.osmia.verifier.internal.program.Insn;

/** What instructions may do. */
public interface InsnRules {

    /**
     * Checks the instruction at {@link Verification#insn}, takes note of what it does, and moves on to where control goes.
     *
     * @return whether the path goes on
     * @throws Rejection if the program may not do it
     */
    boolean follow(Insn insn);
}
