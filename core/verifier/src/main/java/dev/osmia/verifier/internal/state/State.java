package dev.osmia.verifier.internal.state;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What is known at a point of a path ({@code struct bpf_verifier_state}). */
public final class State {
    /** Most activations on top of each other. */
    public static final int MAX_FRAMES = 8;

    private final @Nullable Frame[] frames = new Frame[MAX_FRAMES];
    private int current;
    private List<Held> held = List.of();
    public int locks;
    public int lockId;
    public @Nullable Object lockOwner;
    public int preemptLocks;
    public boolean rcuLock;
    public int irqId;
    public boolean sleepable;
    public boolean cleaned;
    /** Paths from here that have not come to their end. */
    public int branches;
    /** The checkpoint that this state goes on from. */
    public @Nullable State parent;
    public int firstInsn;
    public int lastInsn;
    public int insn;
    public int depth;
    public int callbackRounds;
    public int mayGotoRounds;
    /** The state that this one was found equal to, while the marks of the two are not final. */
    public @Nullable State equal;
    /** Where it stands among the explored states, null if it is on its way. */
    public @Nullable Object record;
    public final History history;

    public State() {
        history = new History();
    }

    private State(State other) {
        current = other.current;
        for (int index = 0; index <= current; index++) {
            frames[index] = other.frame(index).copy();
        }
        held = other.held;
        locks = other.locks;
        lockId = other.lockId;
        lockOwner = other.lockOwner;
        preemptLocks = other.preemptLocks;
        rcuLock = other.rcuLock;
        irqId = other.irqId;
        sleepable = other.sleepable;
        cleaned = other.cleaned;
        branches = other.branches;
        parent = other.parent;
        firstInsn = other.firstInsn;
        lastInsn = other.lastInsn;
        insn = other.insn;
        depth = other.depth;
        callbackRounds = other.callbackRounds;
        mayGotoRounds = other.mayGotoRounds;
        equal = other.equal;
        history = new History(other.history);
    }

    public State copy() {
        return new State(this);
    }

    /** The number of the innermost frame. */
    public int current() {
        return current;
    }

    public Frame frame(int number) {
        return Objects.requireNonNull(frames[number]);
    }

    /** The innermost frame. */
    public Frame top() {
        return frame(current);
    }

    /** Puts the outermost frame in place. */
    public void start(Frame frame) {
        frames[0] = frame;
        current = 0;
    }

    public void enter(Frame frame) {
        current++;
        frames[current] = frame;
    }

    public void leave() {
        frames[current] = null;
        current--;
    }

    /** Where a frame is: at its instruction, or at the call that leads further in. */
    public int insnOf(int frame) {
        return frame == current ? insn : frame(frame + 1).callSite;
    }

    /** Whether both came here by the same calls. */
    public boolean hasSameCalls(State other) {
        if (current != other.current) {
            return false;
        }
        for (int index = current; index >= 0; index--) {
            if (frame(index).callSite != other.frame(index).callSite) {
                return false;
            }
        }
        return true;
    }

    /** What has to be given back, in the order in which it was got. */
    public List<Held> held() {
        return held;
    }

    public void hold(Held more) {
        List<Held> all = new ArrayList<>(held);
        all.add(more);
        held = List.copyOf(all);
    }

    public void drop(int index) {
        List<Held> all = new ArrayList<>(held);
        all.remove(index);
        held = List.copyOf(all);
    }

    /** Drops a reference to an object; false if there is none of that number. */
    public boolean dropPointer(int id) {
        for (int index = 0; index < held.size(); index++) {
            if (held.get(index).kind() == Held.Kind.POINTER && held.get(index).id() == id) {
                drop(index);
                return true;
            }
        }
        return false;
    }

    /** Whether a reference of that number is held. */
    public boolean holds(int id) {
        return held.stream().anyMatch(one -> one.id() == id);
    }

    /** Changes registers and spilled ones in all frames, as {@code bpf_for_each_reg_in_vstate} does. */
    public void changeAll(UnaryOperator<Reg> change) {
        for (int index = 0; index <= current; index++) {
            Frame frame = frame(index);
            for (int number = 0; number < Frame.REGISTERS; number++) {
                frame.regs[number] = change.apply(frame.regs[number]);
            }
            for (int slot = 0; slot < frame.slots(); slot++) {
                Slot before = frame.slot(slot);
                if (before.isSpill()) {
                    Reg after = change.apply(before.spilled());
                    if (after != before.spilled()) {
                        frame.setSlot(slot, before.with(after));
                    }
                }
            }
        }
    }
}
