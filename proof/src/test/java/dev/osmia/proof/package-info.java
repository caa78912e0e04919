/**
 * Tests of what both kernels can do: the same programs and map operations on the embedded kernel's engines and on Linux.
 *
 * <p>{@link dev.osmia.proof.Subject} is one of those that are compared; {@code conformance} holds the instruction set
 * against a model, {@code fuzz} compares random programs, {@code maps} random map operations, {@code programs} whole
 * programs, {@code loading} what is refused at load, and {@code traps} what the checked engine says about wrong ones.
 */
@NullMarked
package dev.osmia.proof;

import org.jspecify.annotations.NullMarked;
