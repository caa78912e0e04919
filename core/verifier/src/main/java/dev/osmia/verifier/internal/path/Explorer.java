package dev.osmia.verifier.internal.path;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.State;

import java.util.ArrayDeque;
import java.util.Deque;

/** Follows the paths of a program one after the other, the newest branch first ({@code do_check}). */
public final class Explorer {
    /** {@code BPF_COMPLEXITY_LIMIT_JMP_SEQ}. */
    private static final int MOST_BRANCHES = 8192;

    private final Verification of;
    private final Pruning pruning;
    private final boolean prunes;
    private final Deque<Branch> branches = new ArrayDeque<>();

    /** A branch to be followed later. */
    private record Branch(State state, int insn, int from) {}

    public Explorer(Verification of) {
        this.of = of;
        this.pruning = new Pruning(of);
        this.prunes = !of.events.wantsAllPaths();
    }

    public Pruning pruning() {
        return pruning;
    }

    /** Puts off a branch of the path: a copy of its state, for the caller to change. */
    public State push(int target, int from) {
        return push(target, from, Errno.ENOMEM);
    }

    /** As {@link #push(int, int)}, for what Linux answers with another error if too much is put off. */
    public State push(int target, int from, Errno errno) {
        State copy = of.state.copy();
        push(copy, target, from, errno);
        State parent = copy.parent;
        if (parent != null) {
            parent.branches++;
        }
        return copy;
    }

    /** Puts off a path that begins anew, such as that of a callback. */
    public void pushFresh(State state, int target, int from) {
        state.branches = 1;
        push(state, target, from, Errno.EFAULT);
    }

    private void push(State state, int target, int from, Errno errno) {
        of.events.putOff(state, target, from);
        branches.push(new Branch(state, target, from));
        if (branches.size() > MOST_BRANCHES) {
            throw of.reject(errno, "The sequence of " + branches.size() + " jumps is too complex.");
        }
    }

    /**
     * Follows all paths from the state that is set.
     *
     * @throws Rejection at the first instruction that a path may not do
     */
    public void explore(InsnRules rules) {
        int previous = -1;
        while (true) {
            of.previousInsn = previous;
            if (++of.insnsProcessed > Verification.MOST_INSNS) {
                throw of.reject(Errno.E2BIG, "BPF program is too large. Processed " + of.insnsProcessed + " insn");
            }
            previous = of.insn;
            if (!step(rules)) {
                of.touched.everything();
                of.events.ended(of.state);
                pruning.end(of.state);
                of.stackLiveness.update(of.state);
                Branch branch = branches.poll();
                if (branch == null) {
                    return;
                }
                of.state = branch.state();
                of.insn = branch.insn();
                previous = branch.from();
                of.events.resumed(of.state, of.insn, previous);
            }
        }
    }

    private boolean step(InsnRules rules) {
        of.openHistory();
        State state = of.state;
        state.lastInsn = of.previousInsn;
        state.insn = of.insn;
        if (prunes && of.facts.isPrunePoint[of.insn] && pruning.isVisited(of.insn)) {
            of.events.pruned(state);
            return false;
        }
        if (of.facts.isJumpPoint[of.insn]) {
            of.remember(state, 0, 0);
        }
        of.events.instruction(state, of.touched);
        of.touched.clear();
        of.facts.isSeen[of.insn] = true;
        of.stackLiveness.begin(state, of.insn);
        Insn insn = of.program.insn(of.insn);
        boolean goesOn = rules.follow(insn);
        of.stackLiveness.commit();
        return goesOn;
    }
}
