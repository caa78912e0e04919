package dev.osmia.verifier.internal.types;

/**
 * What the checks of a program's tables want to know of its functions.
 *
 * @param start index of its first instruction
 * @param hasPacketLoads whether it has {@code LD_ABS} or {@code LD_IND}
 * @param hasTailCall whether it calls another program
 */
public record Subprogram(int start, boolean hasPacketLoads, boolean hasTailCall) {}
