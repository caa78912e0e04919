/**
 * Random programs on all engines and on Linux.
 *
 * <p>{@link dev.osmia.proof.fuzz.RandomProgram} writes a program from a seed, {@link dev.osmia.proof.fuzz.Stage} runs it
 * on one kernel and sees what it leaves behind, {@link dev.osmia.proof.fuzz.FuzzTest} compares.
 */
@NullMarked
package dev.osmia.proof.fuzz;

import org.jspecify.annotations.NullMarked;
