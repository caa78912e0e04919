package dev.osmia.verifier.internal.flow;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;

/**
 * Walks the program depth first ({@code check_cfg}): every slot must be reached, and where paths meet and part is marked
 * for the exploration.
 */
public final class ControlFlow {
    private static final int DISCOVERED = 0x10;
    private static final int EXPLORED = 0x20;
    private static final int FALL_THROUGH = 1;
    private static final int BRANCH = 2;

    private final Program program;
    private final Subprograms subprograms;
    private final InsnFacts facts;
    private final CallFacts calls;
    private final int[] states;
    private final int[] stack;
    private int depth;

    private ControlFlow(Program program, Subprograms subprograms, InsnFacts facts, CallFacts calls) {
        this.program = program;
        this.subprograms = subprograms;
        this.facts = facts;
        this.calls = calls;
        states = new int[program.length()];
        stack = new int[program.length()];
    }

    /**
     * Walks.
     *
     * @throws Rejection if a slot is never reached, or control leaves the program
     */
    public static void check(Program program, Subprograms subprograms, InsnFacts facts, CallFacts calls) {
        new ControlFlow(program, subprograms, facts, calls).walk();
    }

    private void walk() {
        walkFrom(0);
        if (subprograms.exceptionHandler() != 0) {
            walkFrom(subprograms.get(subprograms.exceptionHandler()).start());
        }
        checkReached();
    }

    private void walkFrom(int start) {
        states[start] = DISCOVERED;
        stack[0] = start;
        depth = 1;
        while (depth > 0) {
            int slot = stack[depth - 1];
            if (!visit(slot)) {
                states[slot] = EXPLORED;
                depth--;
            }
        }
    }

    private void checkReached() {
        for (int slot = 0; slot < program.length(); slot++) {
            if (states[slot] != EXPLORED) {
                throw new Rejection(Errno.EINVAL, "unreachable insn " + slot);
            }
            if (program.insn(slot).isWide()) {
                if (states[slot + 1] != 0) {
                    throw new Rejection(Errno.EINVAL, "jump into the middle of ldimm64 insn " + slot);
                }
                slot++;
            }
        }
    }

    /** Takes the next edge that was not taken yet; false if there is none left. */
    private boolean visit(int slot) {
        Insn insn = program.insn(slot);
        if (insn.takesFunction()) {
            return visitCall(slot, insn, true);
        }
        if (!insn.isJump()) {
            return push(slot, slot + insn.slots(), FALL_THROUGH);
        }
        return switch (insn.op()) {
            case Insn.EXIT -> false;
            case Insn.CALL -> {
                markCall(slot, insn);
                yield visitCall(slot, insn, insn.src() == Insn.PSEUDO_CALL);
            }
            case Insn.JA -> visitJump(slot, insn);
            default -> {
                facts.isPrunePoint[slot] = true;
                if (insn.isMayGoto()) {
                    facts.isCheckpoint[slot] = true;
                }
                yield push(slot, slot + 1, FALL_THROUGH) || push(slot, slot + insn.off() + 1, BRANCH);
            }
        };
    }

    private boolean visitJump(int slot, Insn insn) {
        int target = slot + insn.distance() + 1;
        boolean goesOn = push(slot, target, FALL_THROUGH);
        if (!goesOn) {
            facts.isPrunePoint[target] = true;
            facts.isJumpPoint[target] = true;
        }
        return goesOn;
    }

    private void markCall(int slot, Insn insn) {
        if (calls.startsCallback(insn)) {
            facts.isPrunePoint[slot] = true;
        }
        if (calls.callsBack(insn)) {
            facts.callsBack[slot] = true;
            facts.isCheckpoint[slot] = true;
            facts.isPrunePoint[slot] = true;
            facts.isJumpPoint[slot] = true;
        }
        if (calls.isIteratorNext(insn)) {
            facts.isIteratorNext[slot] = true;
            facts.isPrunePoint[slot] = true;
            facts.isCheckpoint[slot] = true;
        }
        Subprograms.Subprogram inside = subprograms.get(subprograms.containing(slot));
        inside.maySleep |= calls.maySleep(insn);
        inside.changesPacket |= calls.changesPacket(insn);
    }

    private boolean visitCall(int slot, Insn insn, boolean visitsCallee) {
        int next = slot + insn.slots();
        if (push(slot, next, FALL_THROUGH)) {
            return true;
        }
        facts.isPrunePoint[next] = true;
        facts.isJumpPoint[next] = true;
        if (!visitsCallee) {
            return false;
        }
        int callee = slot + insn.imm() + 1;
        facts.isPrunePoint[slot] = true;
        Subprograms.Subprogram caller = subprograms.get(subprograms.containing(slot));
        Subprograms.Subprogram called = subprograms.get(subprograms.containing(callee));
        caller.maySleep |= called.maySleep;
        caller.changesPacket |= called.changesPacket;
        return push(slot, callee, BRANCH);
    }

    private boolean push(int from, int to, int edge) {
        if (states[from] >= (DISCOVERED | edge)) {
            return false;
        }
        if (to < 0 || to >= program.length()) {
            throw new Rejection(Errno.EINVAL, "jump out of range from insn " + from + " to " + to);
        }
        if (edge == BRANCH) {
            facts.isPrunePoint[to] = true;
            facts.isJumpPoint[to] = true;
        }
        if (states[to] == 0) {
            states[from] = DISCOVERED | edge;
            states[to] = DISCOVERED;
            stack[depth++] = to;
            return true;
        }
        if (states[to] == EXPLORED) {
            states[from] = DISCOVERED | edge;
        }
        return false;
    }
}
