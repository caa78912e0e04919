/**
 * Every instruction of RFC 9669, and those that Linux has added, on every engine and on Linux.
 *
 * <p>A {@link dev.osmia.proof.conformance.Case} is a few instructions and the number that they must leave in a register,
 * worked out by {@link dev.osmia.proof.conformance.Model}. Hundreds of cases are one program, a
 * {@link dev.osmia.proof.conformance.Batch}. Start at {@link dev.osmia.proof.conformance.ConformanceTest}.
 */
@NullMarked
package dev.osmia.proof.conformance;

import org.jspecify.annotations.NullMarked;
