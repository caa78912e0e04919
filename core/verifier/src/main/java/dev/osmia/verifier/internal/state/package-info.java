/**
 * What is known at a point of a path: registers, stack, references and locks. Registers and stack slots are immutable and
 * shared between states; a state is arrays of them, cheap to copy at each branch.
 */
package dev.osmia.verifier.internal.state;
