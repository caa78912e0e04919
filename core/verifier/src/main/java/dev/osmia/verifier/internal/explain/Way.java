package dev.osmia.verifier.internal.explain;

/**
 * One of the ways on from an instruction.
 *
 * @param taken whether it is where the instruction jumps to, or the function that it calls
 */
record Way(int slot, boolean taken) {
    static Way of(Step step, Step next) {
        return new Way(step.slot(), next.frame() > step.frame() || next.slot() != step.slot() + 1);
    }
}
