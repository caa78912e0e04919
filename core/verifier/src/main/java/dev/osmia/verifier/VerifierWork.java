package dev.osmia.verifier;

/**
 * What a verification took. The same numbers as in the last line of Linux's log.
 *
 * @param processed instructions that were followed, on all paths together
 * @param mostStatesAtOneInstruction most states that one instruction's were compared with
 * @param totalStates states that were remembered
 * @param peakStates most states that were remembered at a time
 */
public record VerifierWork(int processed, int mostStatesAtOneInstruction, int totalStates, int peakStates) {}
