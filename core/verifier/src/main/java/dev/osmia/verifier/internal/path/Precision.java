package dev.osmia.verifier.internal.path;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.History;
import dev.osmia.verifier.internal.state.LinkedRegs;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;

import java.util.Arrays;

/**
 * Goes back along the path from where a number mattered to where it came from, and marks it as precise in the states that
 * were remembered in between ({@code __mark_chain_precision}): those are equal to others only if the number is.
 */
public final class Precision {
    private static final int ARGUMENTS = 0x3e;

    private final Verification of;
    private final int[] regs = new int[State.MAX_FRAMES];
    private final long[] slots = new long[State.MAX_FRAMES];
    private int frame;

    /** What an instruction was found to do to the marks. */
    private enum Step {
        DONE, UNKNOWN
    }

    Precision(Verification of) {
        this.of = of;
    }

    /** A number in a register mattered, on the path that is followed. */
    public void need(int register) {
        if (!of.reg(register).isNumber()) {
            throw of.reject(Errno.EFAULT, "verifier bug: backtracking misuse");
        }
        regs[of.state.current()] |= 1 << register;
        boolean ignored = goBack(of.state);
    }

    /** A number in a stack slot mattered, on the path that is followed. */
    public void needSlot(int ofFrame, int slot) {
        slots[ofFrame] |= 1L << slot;
        boolean ignored = goBack(of.state);
    }

    /** A register of a state is to be taken for precise by the next {@link #goBack}. */
    void wantReg(int ofFrame, int register) {
        regs[ofFrame] |= 1 << register;
    }

    /** As {@link #wantReg}, of a stack slot. */
    void wantSlot(int ofFrame, int slot) {
        slots[ofFrame] |= 1L << slot;
    }

    /** Goes back from a state; says whether a mark was new. */
    boolean goBack(State from) {
        State state = from;
        frame = from.current();
        if (isEmpty()) {
            return false;
        }
        boolean changed = false;
        int first = state.firstInsn;
        int last = from.insn;
        int later = -1;
        boolean isFirst = true;
        while (state != null) {
            of.events.searchBack(frame, last, first, later);
            if (last < 0) {
                return markArguments(state) || changed;
            }
            History history = state.history;
            int entry = history.size() - 1;
            int insn = last;
            while (true) {
                boolean isRemembered = entry >= 0 && history.insn(entry) == insn;
                if (isFirst) {
                    isFirst = false;
                } else if (undo(insn, later, isRemembered ? history.flags(entry) : 0,
                        isRemembered ? history.links(entry) : 0) == Step.UNKNOWN) {
                    markAll(from);
                    clear();
                    return changed;
                }
                if (isEmpty()) {
                    return changed;
                }
                later = insn;
                if (insn == state.firstInsn && (entry < 0 || entry == 0 && isRemembered)) {
                    break;
                }
                if (isRemembered) {
                    insn = history.previous(entry);
                    entry--;
                } else {
                    insn--;
                }
            }
            state = state.parent;
            if (state == null) {
                break;
            }
            changed |= mark(state);
            if (isEmpty()) {
                return changed;
            }
            later = first;
            last = state.lastInsn;
            first = state.firstInsn;
        }
        if (!isEmpty()) {
            markAll(from);
            clear();
        }
        return changed;
    }

    private boolean isEmpty() {
        for (int index = frame; index >= 0; index--) {
            if (regs[index] != 0 || slots[index] != 0) {
                return false;
            }
        }
        return true;
    }

    private void clear() {
        Arrays.fill(regs, 0);
        Arrays.fill(slots, 0);
    }

    /** At the entry of a global function: what is left are its arguments. */
    private boolean markArguments(State state) {
        Frame main = state.frame(0);
        boolean changed = false;
        for (int number = 1; number <= 5; number++) {
            if ((regs[frame] >> number & 1) != 0 && main.regs[number].isNumber()) {
                main.regs[number] = main.regs[number].withPrecise(true);
                changed = true;
            }
        }
        clear();
        return changed;
    }

    private boolean mark(State state) {
        boolean changed = false;
        for (int index = frame; index >= 0; index--) {
            Frame marked = state.frame(index);
            for (int number = 0; number < Frame.REGISTERS; number++) {
                if ((regs[index] >> number & 1) != 0) {
                    Reg reg = marked.regs[number];
                    if (!reg.isNumber() || reg.precise()) {
                        regs[index] &= ~(1 << number);
                    } else {
                        marked.regs[number] = reg.withPrecise(true);
                        changed = true;
                    }
                }
            }
            for (int slot = 0; slots[index] >>> slot != 0 && slot < Long.SIZE; slot++) {
                if ((slots[index] >>> slot & 1) != 0) {
                    if (slot >= marked.slots()) {
                        // Linux takes it for its own mistake: in a loop, what mattered to another path was never written here.
                        throw of.reject(Errno.EFAULT, "verifier bug: stack slot " + slot + ", total slots "
                                + marked.slots() + " (i >= func->allocated_stack / BPF_REG_SIZE)");
                    }
                    Slot spilled = marked.slot(slot);
                    if (!spilled.isNumber() || spilled.spilled().precise()) {
                        slots[index] &= ~(1L << slot);
                    } else {
                        marked.setSlot(slot, spilled.with(spilled.spilled().withPrecise(true)));
                        changed = true;
                    }
                }
            }
            of.events.marked(state, index, regs[index], slots[index]);
        }
        return changed;
    }

    /** Marks every number in the states before: where it came from could not be followed. */
    void markAll(State from) {
        of.events.searchFailed(from);
        for (State state = from.parent; state != null; state = state.parent) {
            of.events.marksAll(state);
            setAll(state, true);
        }
    }

    /** Sets the mark of every number in a state. */
    static void setAll(State state, boolean precise) {
        for (int index = 0; index <= state.current(); index++) {
            Frame marked = state.frame(index);
            for (int number = 0; number < Frame.FP; number++) {
                Reg reg = marked.regs[number];
                if (reg.isNumber()) {
                    marked.regs[number] = reg.withPrecise(precise);
                }
            }
            for (int slot = 0; slot < marked.slots(); slot++) {
                Slot spilled = marked.slot(slot);
                if (spilled.isNumber() && spilled.spilled().precise() != precise) {
                    marked.setSlot(slot, spilled.with(spilled.spilled().withPrecise(precise)));
                }
            }
        }
    }

    private boolean isSet(int register) {
        return (regs[frame] >> register & 1) != 0;
    }

    private void set(int register) {
        regs[frame] |= 1 << register;
    }

    private void unset(int register) {
        regs[frame] &= ~(1 << register);
    }

    private Step undo(int slot, int later, int flags, long links) {
        Insn insn = of.program.insn(slot);
        if (insn.code() == 0) {
            return Step.DONE;
        }
        of.events.stepBack(frame, regs[frame], slots[frame], slot);
        spread(links);
        Step step = switch (insn.family()) {
            case Insn.ALU, Insn.ALU64 -> undoArithmetic(insn);
            case Insn.LDX -> undoLoad(insn, flags);
            case Insn.STX -> insn.isAtomicLoad() ? undoLoad(insn, flags) : undoStore(insn, flags);
            case Insn.ST -> undoStore(insn, flags);
            case Insn.LD -> undoConstant(insn);
            default -> undoJump(insn, slot, later, flags);
        };
        spread(links);
        return step;
    }

    /** If one of the linked registers is wanted, all are. */
    private void spread(long packed) {
        if (packed == 0) {
            return;
        }
        LinkedRegs links = new LinkedRegs(packed);
        boolean isWanted = false;
        for (int index = 0; index < links.size() && !isWanted; index++) {
            isWanted = links.isRegister(index)
                    ? (regs[links.frame(index)] >> links.place(index) & 1) != 0
                    : (slots[links.frame(index)] >>> links.place(index) & 1) != 0;
        }
        for (int index = 0; isWanted && index < links.size(); index++) {
            if (links.isRegister(index)) {
                wantReg(links.frame(index), links.place(index));
            } else {
                wantSlot(links.frame(index), links.place(index));
            }
        }
    }

    private Step undoArithmetic(Insn insn) {
        if (!isSet(insn.dst()) || insn.op() == Insn.END || insn.op() == Insn.NEG) {
            return Step.DONE;
        }
        if (insn.op() == Insn.MOV) {
            unset(insn.dst());
        }
        if (insn.hasSource() && insn.src() != Frame.FP) {
            set(insn.src());
        }
        return Step.DONE;
    }

    private Step undoLoad(Insn insn, int flags) {
        if (isSet(insn.dst())) {
            unset(insn.dst());
            if ((flags & History.STACK_ACCESS) != 0) {
                wantSlot(History.frameOf(flags), History.slotOf(flags));
            }
        }
        return Step.DONE;
    }

    private Step undoStore(Insn insn, int flags) {
        if (isSet(insn.dst())) {
            return Step.UNKNOWN;
        }
        if ((flags & History.STACK_ACCESS) == 0) {
            return Step.DONE;
        }
        int in = History.frameOf(flags);
        long bit = 1L << History.slotOf(flags);
        if ((slots[in] & bit) != 0) {
            slots[in] &= ~bit;
            if (insn.family() == Insn.STX) {
                set(insn.src());
            }
        }
        return Step.DONE;
    }

    private Step undoConstant(Insn insn) {
        if (!isSet(insn.dst())) {
            return Step.DONE;
        }
        unset(insn.dst());
        return insn.mode() == Insn.IND || insn.mode() == Insn.ABS ? Step.UNKNOWN : Step.DONE;
    }

    private Step undoJump(Insn insn, int slot, int later, int flags) {
        if (insn.callsFunction()) {
            int callee = of.subprograms.startingAt(slot + insn.imm() + 1);
            if (of.isGlobal(callee)) {
                unset(0);
                return Step.DONE;
            }
            int arguments = regs[frame] & ARGUMENTS;
            regs[frame] &= ~ARGUMENTS;
            frame--;
            regs[frame] |= arguments;
            return Step.DONE;
        }
        if (of.facts.callsBack[slot] && slot != later - 1) {
            regs[frame] &= ~ARGUMENTS;
            frame--;
            return Step.DONE;
        }
        if (insn.op() == Insn.CALL) {
            if (insn.src() == Insn.PSEUDO_KFUNC && insn.imm() == 0) {
                return Step.UNKNOWN;
            }
            unset(0);
            if (insn.callsHelper() && insn.imm() == Helper.TAIL_CALL.id() && later - slot != 1) {
                frame++;
                regs[frame] = 0;
                slots[frame] = 0;
            }
            return Step.DONE;
        }
        if (insn.op() == Insn.EXIT) {
            return undoExit(later);
        }
        if (insn.hasSource() && insn.op() != Insn.JA && (isSet(insn.dst()) || isSet(insn.src()))) {
            if ((flags & History.SRC_IS_STACK) == 0) {
                set(insn.src());
            }
            if ((flags & History.DST_IS_STACK) == 0) {
                set(insn.dst());
            }
        }
        return Step.DONE;
    }

    private Step undoExit(int later) {
        if (later >= 0 && of.facts.callsBack[later]) {
            regs[frame] &= ~ARGUMENTS;
        }
        boolean isResult = later > 0 && of.program.insn(later - 1).callsFunction() && isSet(0);
        unset(0);
        frame++;
        regs[frame] = 0;
        slots[frame] = 0;
        if (isResult) {
            set(0);
        }
        return Step.DONE;
    }
}
