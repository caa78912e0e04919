/**
 * How programs are entered by hand: for each program type what context and memory it gets, and what is read back.
 *
 * <p>{@link dev.osmia.embedded.internal.entry.TestRuns} knows the types that can be.
 */
package dev.osmia.embedded.internal.entry;
