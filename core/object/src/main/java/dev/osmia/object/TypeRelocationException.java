package dev.osmia.object;

/**
 * A program that cannot be adjusted to a kernel's types (CO-RE), though nothing is wrong with its object: where, and what
 * about the types.
 */
public final class TypeRelocationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String program;
    private final int slot;
    private final String place;
    private final String problem;

    /**
     * Makes the message from the facts.
     *
     * @param program the program's name
     * @param slot the instruction
     * @param place the instruction as people find it: its source line, or its number
     * @param problem what is wrong about the types
     */
    public TypeRelocationException(String program, int slot, String place, String problem) {
        super("program " + program + ", " + place + ": " + problem);
        this.program = program;
        this.slot = slot;
        this.place = place;
        this.problem = problem;
    }

    /** The program's name. */
    public String program() {
        return program;
    }

    /** The instruction. */
    public int slot() {
        return slot;
    }

    /** The instruction as people find it: its source line, or its number. */
    public String place() {
        return place;
    }

    /** What is wrong about the types. */
    public String problem() {
        return problem;
    }
}
