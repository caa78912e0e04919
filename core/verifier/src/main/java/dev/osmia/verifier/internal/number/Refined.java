package dev.osmia.verifier.internal.number;

/**
 * What a comparison has taught of its two operands.
 *
 * @param left what is now known of the left one
 * @param right what is now known of the right one
 */
public record Refined(Scalar left, Scalar right) {}
