package dev.osmia.verifier.internal.flow;

import org.jspecify.annotations.Nullable;

/** What is found out about each slot ({@code struct bpf_insn_aux_data}); arrays, since the exploration reads them always. */
public final class InsnFacts {
    /** States are compared here. */
    public final boolean[] isPrunePoint;
    /** Control can come here from elsewhere than the slot before. */
    public final boolean[] isJumpPoint;
    /** A state is remembered here each time. */
    public final boolean[] isCheckpoint;
    /** It calls a function that calls back. */
    public final boolean[] callsBack;
    /** It takes the next element of an open-coded iterator. */
    public final boolean[] isIteratorNext;
    /** The loop that it is part of, from 1; 0 if of none. */
    public final int[] component;
    /** Which registers may be read before they are written again, from here on. */
    public final int[] liveRegs;
    /** The type of the pointer that it works with, 0 as long as it has not been seen. */
    public final int[] pointerType;
    /** The map of a call, or the function that {@code bpf_loop} calls, and whether there was a second one. */
    public final @Nullable Object[] map;
    public final boolean[] isSeen;

    public InsnFacts(int length) {
        isPrunePoint = new boolean[length];
        isJumpPoint = new boolean[length];
        isCheckpoint = new boolean[length];
        callsBack = new boolean[length];
        isIteratorNext = new boolean[length];
        component = new int[length];
        liveRegs = new int[length];
        pointerType = new int[length];
        map = new Object[length];
        isSeen = new boolean[length];
    }
}
