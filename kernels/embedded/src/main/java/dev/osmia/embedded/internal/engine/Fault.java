package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

/** A program did what no program may do. Carries no stack trace: the place that counts is the program's. */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int slot;
    private final String reason;
    private final transient @Nullable LoadedProgram program;

    private Fault(int slot, String reason, @Nullable LoadedProgram program) {
        super(reason, null, false, false);
        this.slot = slot;
        this.reason = reason;
        this.program = program;
    }

    /** What is wrong at an instruction. */
    public Fault(int slot, String reason) {
        this(slot, reason, null);
    }

    /** What is wrong, found by a helper: the engine fills in the place. */
    public Fault(String reason) {
        this(-1, reason, null);
    }

    /** The same, at an instruction unless it is known at which. */
    Fault at(int slot) {
        return this.slot >= 0 ? this : new Fault(slot, reason, program);
    }

    /** The same, in that program unless it is known in which. */
    Fault in(LoadedProgram program) {
        return this.program == null ? new Fault(slot, reason, program) : this;
    }

    /** What is wrong. */
    public String reason() {
        return reason;
    }

    /** The slot of the instruction, -1 if the engine does not keep track of it. */
    public int slot() {
        return slot;
    }

    /** The program, which after a tail call is not the one that was entered; null until the run has ended. */
    public @Nullable LoadedProgram program() {
        return program;
    }
}
