package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what happens on one path, which a {@link Trail} has found in an equal verification before. */
final class Recorder implements Events {
    /** Steps that are kept: a path of a million instructions goes round in a loop, and its end tells what it is about. */
    static final int MOST_STEPS = 1 << 16;

    private final List<Trail.Stretch> stretches;
    private final int end;
    private final List<Step> steps = new ArrayList<>();
    private final List<Reg[]> regs = new ArrayList<>();
    private final List<Slot[]> slots = new ArrayList<>();
    private @Nullable State last;
    private int stretch;
    private int now;
    private final Map<Way, Integer> earlier = new HashMap<>();
    private boolean isCut;

    Recorder(List<Trail.Stretch> stretches) {
        this.stretches = stretches;
        end = stretches.isEmpty() ? 0 : stretches.getLast().to();
    }

    /** What happened, the last instruction's effect left out. */
    Path path() {
        return new Path(steps, isCut, earlier, last);
    }

    private boolean isOnPath() {
        while (stretch < stretches.size() && stretches.get(stretch).to() < now) {
            stretch++;
        }
        return stretch < stretches.size() && stretches.get(stretch).from() <= now;
    }

    @Override
    public void instruction(State state, Touched touched) {
        now++;
        if (!isOnPath()) {
            return;
        }
        List<Change> changes = changes(state);
        if (steps.isEmpty()) {
            steps.add(new Step(-1, 0, 0, false, changes));
        } else {
            Step previous = steps.removeLast();
            steps.add(new Step(previous.slot(), previous.frame(), previous.subprogram(), previous.isFork(), changes));
        }
        if (steps.size() > 2 * MOST_STEPS) {
            forget();
        }
        steps.add(new Step(state.insn, state.current(), state.top().subprogram, false, List.of()));
        if (now == end) {
            last = state.copy();
        }
    }

    /** Keeps of the older steps no more than what they led to, and how often they decided what. */
    private void forget() {
        Map<Where, Change> known = new LinkedHashMap<>();
        for (int index = 0; index < MOST_STEPS; index++) {
            Step step = steps.get(index);
            step.changes().forEach(change -> known.put(change.where(), change));
            if (step.slot() >= 0 && (step.isFork() || steps.get(index + 1).slot() != step.slot() + 1)) {
                earlier.merge(Way.of(step, steps.get(index + 1)), 1, Integer::sum);
            }
        }
        steps.subList(0, MOST_STEPS).clear();
        steps.addFirst(new Step(-1, 0, 0, false, List.copyOf(known.values())));
        isCut = true;
    }

    @Override
    public void putOff(State later, int insn, int from) {
        if (isOnPath() && !steps.isEmpty()) {
            Step here = steps.removeLast();
            steps.add(new Step(here.slot(), here.frame(), here.subprogram(), true, here.changes()));
        }
    }

    private List<Change> changes(State state) {
        List<Change> changes = new ArrayList<>();
        while (regs.size() > state.current() + 1) {
            regs.removeLast();
            slots.removeLast();
        }
        for (int number = 0; number <= state.current(); number++) {
            Frame frame = state.frame(number);
            if (number == regs.size()) {
                regs.add(new Frame(Frame.MAIN, number, 0).regs);
                slots.add(new Slot[0]);
            }
            addRegisters(changes, frame, regs.get(number));
            slots.set(number, addSlots(changes, frame, slots.get(number)));
        }
        return changes;
    }

    private static void addRegisters(List<Change> changes, Frame frame, Reg[] before) {
        for (int number = 0; number < Frame.REGISTERS; number++) {
            Reg reg = frame.regs[number];
            if (isOther(before[number], reg)) {
                changes.add(new Change(Where.register(frame.number, number), reg, null));
            }
            before[number] = reg;
        }
    }

    private static Slot[] addSlots(List<Change> changes, Frame frame, Slot[] before) {
        Slot[] after = before.length == frame.slots() ? before : Arrays.copyOf(before, frame.slots());
        for (int index = 0; index < frame.slots(); index++) {
            Slot slot = frame.slot(index);
            Slot old = index < before.length ? before[index] : Slot.EMPTY;
            if (slot != old && (slot.types() != old.types() || isOther(old.spilled(), slot.spilled()))) {
                changes.add(new Change(Where.slot(frame.number, index), slot.spilled(), slot));
            }
            after[index] = slot;
        }
        return after;
    }

    /** That a number came to matter is nothing that a program did. */
    private static boolean isOther(Reg before, Reg after) {
        return before != after && !before.withPrecise(false).equals(after.withPrecise(false));
    }
}
