package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.Code;

import java.util.BitSet;
import java.util.List;

/**
 * A function of a program, the program itself among them: what its first instruction leads to without calls.
 *
 * @param entry the slot where it starts
 * @param body its instructions in order
 * @param targets the slots of it that jumps lead to
 * @param liveAt for each slot of the program the registers, as bits, that may be read from there on before they are written
 */
record Function(int entry, List<Code.Placed> body, BitSet targets, int[] liveAt) {

    /** Whether a register holds an argument. */
    boolean takes(int register) {
        return (liveAt[entry] & 1 << register) != 0;
    }
}
