package dev.osmia.verifier.internal.log;

import dev.osmia.abi.Helper;
import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.program.Subprograms.Subprogram;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * How much stack each function takes, as the statistics have it. Linux measures an accepted program after it has rewritten
 * it: without the functions that no path came to, and with what its own instructions in place of {@code bpf_loop} and
 * {@code may_goto} need.
 */
final class DepthText {
    /** Registers that an inlined {@code bpf_loop} saves. */
    private static final int LOOP_BYTES = 3 * Slot.SIZE;
    /** The count of rounds that are left, and the time. */
    private static final int MAY_GOTO_BYTES = 2 * Slot.SIZE;

    private final Program program;
    private final @Nullable Subprograms functions;
    private final @Nullable InsnFacts facts;

    /**
     * The depths of a program.
     *
     * @param functions null if the program was rejected before all were known
     * @param facts of an accepted program, null for a rejected one
     */
    DepthText(Program program, @Nullable Subprograms functions, @Nullable InsnFacts facts) {
        this.program = program;
        this.functions = functions;
        this.facts = facts;
    }

    String text() {
        StringJoiner depths = new StringJoiner("+");
        Subprograms all = functions;
        if (all == null) {
            found().forEach(_ -> depths.add("0"));
            return depths.toString();
        }
        for (int number = 0; number < all.count(); number++) {
            Subprogram function = all.get(number);
            InsnFacts known = facts;
            if (known == null) {
                depths.add(Integer.toString(function.stackDepth));
            } else if (isReached(function, known)) {
                depths.add(Integer.toString(rewritten(function, known)));
            }
        }
        if (facts != null && all.throwsUnhandled) {
            depths.add("0");
        }
        return depths.toString();
    }

    /** The functions up to the call that leads nowhere. */
    private Set<Integer> found() {
        Set<Integer> starts = new TreeSet<>(Set.of(0));
        for (int slot = 0; slot < program.length(); slot++) {
            Insn insn = program.insn(slot);
            if (insn.callsFunction() || insn.takesFunction()) {
                int target = slot + insn.imm() + 1;
                if (target < 0 || target >= program.length()) {
                    break;
                }
                starts.add(target);
            }
        }
        return starts;
    }

    private static boolean isReached(Subprogram function, InsnFacts facts) {
        for (int slot = function.start(); slot < function.end(); slot++) {
            if (facts.isSeen[slot]) {
                return true;
            }
        }
        return false;
    }

    private int rewritten(Subprogram function, InsnFacts facts) {
        boolean hasLoop = false;
        boolean hasMayGoto = false;
        for (int slot = function.start(); slot < function.end(); slot++) {
            if (facts.isSeen[slot]) {
                Insn insn = program.insn(slot);
                hasLoop |= insn.callsHelper() && insn.imm() == Helper.LOOP.id() && facts.map[slot] instanceof Integer;
                hasMayGoto |= insn.isMayGoto() && insn.off() != 0;
            }
        }
        int depth = function.stackDepth;
        if (hasLoop) {
            depth = (depth + Slot.SIZE - 1) / Slot.SIZE * Slot.SIZE + LOOP_BYTES;
        }
        return hasMayGoto ? depth + MAY_GOTO_BYTES : depth;
    }
}
