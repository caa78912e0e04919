package dev.osmia.verifier.internal.path;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The loops that the path is in. A state in a loop that is found equal to an earlier one inherits marks that are not final
 * before all paths through the loop have come to their end: until then it is kept as a back edge, and then marks go along
 * the back edges until no new one is found ({@code struct bpf_scc_visit}).
 */
final class LoopVisits {
    private static final int MOST_ROUNDS = 64;

    private final InsnFacts facts;
    private final Precision precision;
    private final Events events;
    private final Map<List<Integer>, Visit> visits = new HashMap<>();
    private final boolean hasLoops;
    private int backEdges;

    /** A loop as it is reached by one chain of calls. */
    private static final class Visit {
        @Nullable
        State entry;
        final List<State> backEdges = new ArrayList<>();
    }

    LoopVisits(InsnFacts facts, Precision precision, Events events) {
        this.facts = facts;
        this.precision = precision;
        this.events = events;
        hasLoops = Arrays.stream(facts.component).anyMatch(component -> component != 0);
    }

    void forgetAll() {
        visits.clear();
    }

    int backEdges() {
        return backEdges;
    }

    private @Nullable List<Integer> key(State state) {
        if (!hasLoops) {
            return null;
        }
        if (facts.component[state.insnOf(0)] != 0) {
            return List.of(facts.component[state.insnOf(0)]);
        }
        if (state.current() == 0) {
            return null;
        }
        List<Integer> key = new ArrayList<>();
        for (int frame = 0; frame <= state.current(); frame++) {
            int insn = state.insnOf(frame);
            if (facts.component[insn] != 0) {
                key.add(-facts.component[insn]);
                return key;
            }
            key.add(insn);
        }
        return null;
    }

    private @Nullable Visit visit(State state) {
        if (visits.isEmpty()) {
            return null;
        }
        List<Integer> key = key(state);
        return key == null ? null : visits.get(key);
    }

    void enter(State state) {
        List<Integer> key = key(state);
        if (key != null) {
            Visit visit = visits.computeIfAbsent(key, _ -> new Visit());
            if (visit.entry == null) {
                visit.entry = state;
                events.loopEntered(key.subList(0, key.size() - 1), Math.abs(key.getLast()));
            }
        }
    }

    /**
     * All paths from a state have come to their end.
     *
     * @throws Rejection if one ended in a loop of which no state has been remembered: Linux expects only states that are
     *     compared to end there, and takes a program that throws there for its own mistake
     */
    void exit(State state) {
        List<Integer> key = key(state);
        Visit visit = key == null ? null : visits.get(key);
        if (key != null && visit == null) {
            throw new Rejection(Errno.EFAULT,
                    "verifier bug: scc exit: no visit info for call chain " + text(key));
        }
        if (key != null && visit != null && visit.entry == state) {
            events.loopLeft(key.subList(0, key.size() - 1), Math.abs(key.getLast()));
            visit.entry = null;
            backEdges -= visit.backEdges.size();
            propagate(visit);
        }
    }

    private static String text(List<Integer> key) {
        return key.stream().map(Math::abs).map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }

    /** Keeps a copy of a state that is equal to another one in the same loop. */
    void add(State equal, State copy) {
        List<Integer> key = key(equal);
        Visit visit = key == null ? null : visits.get(key);
        if (key != null && visit != null) {
            events.loopClosed(key.subList(0, key.size() - 1), Math.abs(key.getLast()));
            visit.backEdges.addFirst(copy);
            backEdges++;
        }
    }

    /** Whether marks of the state are not final. */
    boolean isOpen(State state) {
        if (backEdges == 0) {
            return false;
        }
        Visit visit = visit(state);
        return visit != null && !visit.backEdges.isEmpty();
    }

    private void propagate(Visit visit) {
        boolean changed = true;
        for (int round = 0; changed; round++) {
            if (round > MOST_ROUNDS) {
                events.tooManyRounds();
                visit.backEdges.forEach(precision::markAll);
                break;
            }
            changed = false;
            for (State state : visit.backEdges) {
                State equal = state.equal;
                changed |= equal != null && inherit(equal, state);
            }
        }
        visit.backEdges.clear();
    }

    /** What mattered after one state matters before another one that was found equal. */
    boolean inherit(State from, State to) {
        events.inherits(from);
        for (int index = from.current(); index >= 0; index--) {
            Frame frame = from.frame(index);
            for (int number = 0; number < Frame.FP; number++) {
                Reg reg = frame.regs[number];
                if (reg.isNumber() && reg.precise()) {
                    precision.wantReg(index, number);
                }
            }
            for (int slot = 0; slot < frame.slots(); slot++) {
                Slot spilled = frame.slot(slot);
                if (spilled.isNumber() && spilled.spilled().precise()) {
                    precision.wantSlot(index, slot);
                }
            }
        }
        return precision.goBack(to);
    }
}
