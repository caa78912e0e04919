package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Something that an instruction has changed.
 *
 * @param reg what a register holds now, or what was spilled to the slot
 * @param slot what a stack slot holds now, null for a register
 */
record Change(Where where, Reg reg, @Nullable Slot slot) {}
