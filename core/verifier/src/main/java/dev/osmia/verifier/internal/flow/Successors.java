package dev.osmia.verifier.internal.flow;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;

/** Where control goes from each slot: to the next one, somewhere else, or both. Calls come back. */
public final class Successors {
    private final Program program;

    public Successors(Program program) {
        this.program = program;
    }

    /** The slot behind, or -1 if control never gets there from here. */
    public int next(int slot) {
        Insn insn = program.insn(slot);
        boolean ends = insn.isJump() && (insn.op() == Insn.EXIT || insn.op() == Insn.JA);
        return ends ? -1 : slot + insn.slots();
    }

    /** The slot that a jump leads to, or -1. */
    public int target(int slot) {
        Insn insn = program.insn(slot);
        boolean jumps = insn.isJump() && insn.op() != Insn.EXIT && insn.op() != Insn.CALL && insn.op() <= Insn.JCOND;
        return jumps ? slot + insn.distance() + 1 : -1;
    }
}
