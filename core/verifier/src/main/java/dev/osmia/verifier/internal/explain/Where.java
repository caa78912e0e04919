package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.state.Slot;

/**
 * A register of a function's activation, or eight bytes of its stack.
 *
 * @param frame which activation, the outermost is 0
 * @param register a register's number, -1 for a stack slot
 * @param slot a stack slot counted from the frame pointer down, -1 for a register
 */
record Where(int frame, int register, int slot) {
    static Where register(int frame, int number) {
        return new Where(frame, number, -1);
    }

    static Where slot(int frame, int index) {
        return new Where(frame, -1, index);
    }

    boolean isRegister() {
        return register >= 0;
    }

    /** As the disassembly names it. */
    String text() {
        return isRegister() ? "r" + register : "fp-" + (slot + 1) * Slot.SIZE;
    }
}
