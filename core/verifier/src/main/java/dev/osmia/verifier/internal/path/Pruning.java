package dev.osmia.verifier.internal.path;

import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.path.StateComparison.Level;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/** Remembers states, and ends paths that come to a state from where all is known to be safe ({@code is_state_visited}). */
public final class Pruning {
    private static final int MANY_JUMPS = 40;

    private final Verification of;
    private final InsnFacts facts;
    private final StateComparison comparison;
    private final LoopVisits loops;
    private final @Nullable Explored[] explored;
    private int jumpsAtLast;
    private int insnsAtLast;
    private int totalStates;
    private int peakStates;
    private int mostAtOneInsn;
    private int remembered;
    private int evicted;

    /** A state that is remembered. */
    private static final class Explored {
        final State state;
        @Nullable
        Explored next;
        int hits;
        int misses;
        boolean isEvicted;

        Explored(State state, @Nullable Explored next) {
            this.state = state;
            this.next = next;
        }
    }

    public Pruning(Verification of) {
        this.of = of;
        this.facts = of.facts;
        comparison = new StateComparison(of);
        loops = new LoopVisits(facts, of.precision, of.events);
        explored = new Explored[of.program.length()];
    }

    /** Forgets all states: what is followed next has nothing to do with them. */
    public void forgetAll() {
        Arrays.fill(explored, null);
        loops.forgetAll();
    }

    /** States that were remembered, in all. */
    public int totalStates() {
        return totalStates;
    }

    /** Most states that were remembered at a time. */
    public int peakStates() {
        return peakStates;
    }

    public int mostAtOneInsn() {
        return mostAtOneInsn;
    }

    private int bucket(int insn) {
        return Integer.remainderUnsigned(insn ^ of.frame().callSite, explored.length);
    }

    private void updatePeak() {
        peakStates = Math.max(peakStates, remembered + evicted + loops.backEdges());
    }

    /**
     * The path comes to an instruction where states are compared.
     *
     * @return whether it need not be followed any further
     * @throws Rejection if it goes round in a circle
     */
    boolean isVisited(int insn) {
        State current = of.state;
        boolean isForced = of.checkpointsAlways || facts.isCheckpoint[insn] || current.history.size() > MANY_JUMPS;
        boolean adds = isForced
                || of.jumpsProcessed - jumpsAtLast >= 2 && of.insnsProcessed - insnsAtLast >= 8;
        clean(insn, current);
        int bucket = bucket(insn);
        int states = 0;
        Explored previous = null;
        // What an earlier state said of itself is still there when a callback's round ends at a later one.
        boolean isLoop = false;
        for (Explored at = explored[bucket]; at != null; at = at.next) {
            states++;
            if (at.state.insn != insn) {
                previous = at;
                continue;
            }
            boolean isHit;
            if (at.state.branches != 0) {
                Match match = matchOpen(insn, at.state, current);
                isHit = match == Match.HIT || match == Match.LOOP;
                isLoop |= match == Match.LOOP;
                if (!isHit && !isForced && of.jumpsProcessed - jumpsAtLast < 20
                        && of.insnsProcessed - insnsAtLast < 100) {
                    adds = false;
                }
            } else {
                isLoop = loops.isOpen(at.state);
                isHit = comparison.agree(at.state, current, isLoop ? Level.WITHIN : Level.SAFE);
            }
            if (isHit) {
                at.hits++;
                hit(insn, at.state, current, isLoop);
                return true;
            }
            if (adds) {
                at.misses++;
            }
            int patience = facts.isCheckpoint[insn] && at.state.branches > 0 ? 64 : 3;
            if (at.misses > at.hits * patience + patience) {
                evict(bucket, previous, at);
            } else {
                previous = at;
            }
        }
        mostAtOneInsn = Math.max(mostAtOneInsn, states);
        if (adds) {
            remember(insn, bucket, current);
        }
        return false;
    }

    /** What the comparison with a state that the path itself came through says. */
    private enum Match {
        HIT, LOOP, MISS
    }

    private Match matchOpen(int insn, State old, State current) {
        Frame frame = old.top();
        if (frame.inAsyncCallback && frame.asyncEntries != current.top().asyncEntries) {
            return Match.MISS;
        }
        if (facts.isIteratorNext[insn]) {
            return comparison.agree(old, current, Level.WITHIN) && isActiveIterator(current) ? Match.LOOP : Match.MISS;
        }
        if (of.program.insn(insn).isMayGoto() && old.mayGotoRounds != current.mayGotoRounds
                && comparison.agree(old, current, Level.WITHIN)) {
            return Match.LOOP;
        }
        if (facts.callsBack[insn]) {
            return comparison.agree(old, current, Level.WITHIN) ? Match.HIT : Match.MISS;
        }
        if (mayLoop(old, current) && comparison.agree(old, current, Level.EXACT) && !haveIteratorsMoved(old, current)
                && old.mayGotoRounds == current.mayGotoRounds && old.callbackRounds == current.callbackRounds) {
            of.events.circle(old, current);
            throw of.invalid("infinite loop detected at insn " + insn);
        }
        return Match.MISS;
    }

    private static boolean mayLoop(State old, State current) {
        if (old.current() != current.current()) {
            return false;
        }
        Reg[] before = old.top().regs;
        Reg[] now = current.top().regs;
        for (int number = 0; number < Frame.REGISTERS; number++) {
            Reg one = before[number];
            Reg other = now[number];
            if (one != other && (one.id() != other.id() || one.refId() != other.refId()
                    || !one.isSameButIds(other))) {
                return false;
            }
        }
        return true;
    }

    /** The iterator that the call is about is in the first argument. */
    private static boolean isActiveIterator(State current) {
        Reg pointer = current.top().regs[1];
        int slot = (int) (-(pointer.off() + pointer.value().bits().value()) - 1) / Slot.SIZE;
        return current.frame(pointer.frame()).slot(slot).spilled().payload() instanceof Payload.OfIterator iterator
                && !iterator.isDrained();
    }

    private static boolean haveIteratorsMoved(State old, State current) {
        for (int index = old.current(); index >= 0; index--) {
            Frame frame = old.frame(index);
            for (int slot = 0; slot < frame.slots(); slot++) {
                if (frame.slot(slot).type(0) == Slot.ITER
                        && frame.slot(slot).spilled().payload() instanceof Payload.OfIterator before
                        && !before.isDrained()
                        && current.frame(index).slot(slot).spilled().payload() instanceof Payload.OfIterator now
                        && before.depth() != now.depth()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void hit(int insn, State old, State current, boolean isLoop) {
        if (facts.isJumpPoint[of.insn]) {
            of.remember(current, 0, 0);
        }
        boolean ignored = loops.inherit(old, current);
        if (isLoop) {
            State copy = current.copy();
            copy.equal = old;
            copy.insn = insn;
            loops.add(old, copy);
            updatePeak();
        }
    }

    private void remember(int insn, int bucket, State current) {
        totalStates++;
        remembered++;
        updatePeak();
        jumpsAtLast = of.jumpsProcessed;
        insnsAtLast = of.insnsProcessed;
        Precision.setAll(current, false);
        State kept = current.copy();
        kept.insn = insn;
        loops.enter(kept);
        current.parent = kept;
        current.firstInsn = insn;
        current.depth = kept.depth + 1;
        current.history.clear();
        Explored record = new Explored(kept, explored[bucket]);
        kept.record = record;
        explored[bucket] = record;
        of.events.remembered(kept);
    }

    private void evict(int bucket, @Nullable Explored previous, Explored old) {
        if (previous == null) {
            explored[bucket] = old.next;
        } else {
            previous.next = old.next;
        }
        old.isEvicted = true;
        remembered--;
        evicted++;
        forget(old);
    }

    private void forget(Explored old) {
        if (old.isEvicted && old.state.branches == 0 && !loops.isOpen(old.state)) {
            evicted--;
        }
    }

    /** Drops from remembered states what nobody will ask for, so that more states are equal to them. */
    private void clean(int insn, State current) {
        for (Explored at = explored[bucket(insn)]; at != null; at = at.next) {
            State state = at.state;
            if (!state.cleaned && state.branches == 0 && state.insn == insn && state.hasSameCalls(current)
                    && !loops.isOpen(state)) {
                of.stackLiveness.query(state);
                state.cleaned = true;
                for (int frame = 0; frame <= state.current(); frame++) {
                    clean(state.frame(frame), facts.liveRegs[state.insnOf(frame)]);
                }
            }
        }
    }

    private void clean(Frame frame, int live) {
        for (int number = 0; number < Frame.FP; number++) {
            if ((live >> number & 1) == 0) {
                frame.regs[number] = Reg.NOT_INIT;
            }
        }
        for (int slot = 0; slot < frame.slots(); slot++) {
            if (frame.slot(slot) != Slot.EMPTY && !of.stackLiveness.isLive(frame.number, slot)) {
                frame.setSlot(slot, Slot.EMPTY);
            }
        }
    }

    /** A path has come to its end. */
    void end(State path) {
        Explored below = null;
        for (State state = path; state != null;) {
            state.branches--;
            if (state.branches != 0) {
                break;
            }
            loops.exit(state);
            State parent = state.parent;
            if (below != null) {
                forget(below);
            }
            below = parent == null ? null : (Explored) Objects.requireNonNull(parent.record);
            state = parent;
        }
    }

    /** The state of an earlier round of the loop that a call or {@code may_goto} closes, null in the first round. */
    public @Nullable State earlierRound(State current, int insn) {
        for (Explored at = explored[bucket(insn)]; at != null; at = at.next) {
            State state = at.state;
            if (state.insn == insn && state.branches != 0 && state.hasSameCalls(current)
                    && state.depth < current.depth) {
                return state;
            }
        }
        return null;
    }

    /** As {@link StateComparison#widen}. */
    public void widen(State old, State current) {
        comparison.widen(old, current);
    }
}
