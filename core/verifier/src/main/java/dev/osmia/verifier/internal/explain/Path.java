package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What happened on the path to a rejection. The first step is none of the program's ({@code slot} is -1): it gives what is
 * known before the first instruction.
 *
 * @param steps the instructions, the last one is where it ended
 * @param isCut whether the beginning is lost
 * @param earlier how often the lost steps went which way
 * @param end what was known before the last one, null if there was none
 */
record Path(List<Step> steps, boolean isCut, Map<Way, Integer> earlier, @Nullable State end) {
    Path {
        steps = List.copyOf(steps);
        earlier = Map.copyOf(earlier);
    }

    Step step(int index) {
        return steps.get(index);
    }

    int last() {
        return steps.size() - 1;
    }

    /** The last step before another one that changed something; -1 if none is known that did. */
    int lastChange(Where where, int before) {
        for (int index = before - 1; index >= 0; index--) {
            if (changeAt(where, index) != null) {
                return index;
            }
        }
        return -1;
    }

    @Nullable
    Change changeAt(Where where, int index) {
        for (Change change : steps.get(index).changes()) {
            if (change.where().equals(where)) {
                return change;
            }
        }
        return null;
    }

    /** What was known of something before a step. */
    Reg before(Where where, int step) {
        int index = lastChange(where, step);
        Change change = index < 0 ? null : changeAt(where, index);
        return change == null
                ? where.isRegister() && where.register() == 10 ? Reg.framePointer(where.frame()) : Reg.NOT_INIT
                : change.reg();
    }
}
