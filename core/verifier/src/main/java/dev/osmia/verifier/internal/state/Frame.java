package dev.osmia.verifier.internal.state;

import java.util.Arrays;

/** What is known in one activation of a function ({@code struct bpf_func_state}). */
public final class Frame {
    /** Registers, with the frame pointer. */
    public static final int REGISTERS = 11;
    /** The frame pointer. */
    public static final int FP = 10;
    /** The call site of the frame that nobody called. */
    public static final int MAIN = -1;

    private static final Slot[] NO_STACK = {};

    public final Reg[] regs;
    public final int number;
    public final int subprogram;
    public final int callSite;
    private Slot[] stack = NO_STACK;
    /** Rounds of a callback that this frame's call has made. */
    public int callbackDepth;
    public int asyncEntries;
    public boolean inCallback;
    public boolean inAsyncCallback;
    public boolean inExceptionCallback;
    /** What a callback may return. */
    public int leastReturn;
    public int mostReturn;

    /** An activation in which only the frame pointer is known. */
    public Frame(int callSite, int number, int subprogram) {
        this.regs = new Reg[REGISTERS];
        this.callSite = callSite;
        this.number = number;
        this.subprogram = subprogram;
        Arrays.fill(regs, Reg.NOT_INIT);
        regs[FP] = Reg.framePointer(number);
    }

    private Frame(Frame other) {
        regs = other.regs.clone();
        number = other.number;
        subprogram = other.subprogram;
        callSite = other.callSite;
        stack = other.stack.length == 0 ? NO_STACK : other.stack.clone();
        callbackDepth = other.callbackDepth;
        asyncEntries = other.asyncEntries;
        inCallback = other.inCallback;
        inAsyncCallback = other.inAsyncCallback;
        inExceptionCallback = other.inExceptionCallback;
        leastReturn = other.leastReturn;
        mostReturn = other.mostReturn;
    }

    public Frame copy() {
        return new Frame(this);
    }

    /** Slots of stack that have been used. */
    public int slots() {
        return stack.length;
    }

    /** Bytes of stack that have been used. */
    public int stackBytes() {
        return stack.length * Slot.SIZE;
    }

    /** A slot, counted from the frame pointer down. */
    public Slot slot(int index) {
        return stack[index];
    }

    public void setSlot(int index, Slot slot) {
        stack[index] = slot;
    }

    /** Makes sure that so many slots are there. */
    public void grow(int slots) {
        if (slots > stack.length) {
            int before = stack.length;
            stack = Arrays.copyOf(stack, slots);
            Arrays.fill(stack, before, slots, Slot.EMPTY);
        }
    }

    public void setReturns(int least, int most) {
        leastReturn = least;
        mostReturn = most;
    }
}
