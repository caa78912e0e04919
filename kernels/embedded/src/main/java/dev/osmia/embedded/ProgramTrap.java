package dev.osmia.embedded;

import dev.osmia.object.SourceLine;

import org.jspecify.annotations.Nullable;

/** A program did what no program may do, and was stopped. */
public final class ProgramTrap extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String program;
    private final int slot;
    private final String instruction;
    private final transient @Nullable SourceLine line;
    private final String reason;

    /** Makes the message from the facts. */
    ProgramTrap(String program, int slot, String instruction, @Nullable SourceLine line, String reason) {
        super(oneLine("program " + program + " stopped"
                + (slot < 0 ? "" : " at instruction " + slot + " (" + instruction + ")")
                + (line == null ? "" : ", " + line.file() + ":" + line.line() + " `" + line.text().strip() + "`") + ": "
                + reason), null, false, false);
        this.program = program;
        this.slot = slot;
        this.instruction = instruction;
        this.line = line;
        this.reason = reason;
    }

    /** Names and source lines are what an object file says, line breaks and terminal commands included. */
    private static String oneLine(String message) {
        return message.replaceAll("\\p{Cntrl}", " ");
    }

    /** The program's name. */
    public String program() {
        return program;
    }

    /** The slot of the instruction, -1 if the program had ended or the engine does not keep track of it. */
    public int slot() {
        return slot;
    }

    /** The instruction as Linux writes it, empty where there is none. */
    public String instruction() {
        return instruction;
    }

    /** The source line, or null if the program does not know it. */
    public @Nullable SourceLine line() {
        return line;
    }

    /** What it did. */
    public String reason() {
        return reason;
    }
}
