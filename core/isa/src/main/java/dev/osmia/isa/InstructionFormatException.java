package dev.osmia.isa;

/** Bytes that are no instruction, of eBPF or classic BPF: where, and why. */
public final class InstructionFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int slot;
    private final String reason;

    /**
     * Makes the message from the facts.
     *
     * @param slot index of the 8-byte slot at which the bad instruction starts
     * @param reason what is wrong with it, and what was expected
     */
    public InstructionFormatException(int slot, String reason) {
        super("instruction " + slot + ": " + reason);
        this.slot = slot;
        this.reason = reason;
    }

    /** Index of the 8-byte slot at which the bad instruction starts. */
    public int slot() {
        return slot;
    }

    /** What is wrong, without the place. */
    public String reason() {
        return reason;
    }
}
