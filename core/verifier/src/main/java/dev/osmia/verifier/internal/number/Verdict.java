package dev.osmia.verifier.internal.number;

/** What is known of a conditional jump before it is made. */
public enum Verdict {
    /** The jump is made for every number that the operands may be. */
    TAKEN,
    /** The jump is made for none. */
    NOT_TAKEN,
    /** Both may be. */
    UNKNOWN
}
