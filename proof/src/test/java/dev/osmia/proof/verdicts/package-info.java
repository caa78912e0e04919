/**
 * The verifier against Linux's: the same verdict, first message and number of processed instructions for random programs,
 * for damaged compiled ones, and for what these have found before.
 *
 * <p>{@link dev.osmia.proof.verdicts.Candidate} is a program, {@link dev.osmia.proof.verdicts.RandomCandidate} writes them,
 * {@link dev.osmia.proof.verdicts.Answer} is what a verifier says.
 */
@NullMarked
package dev.osmia.proof.verdicts;

import org.jspecify.annotations.NullMarked;
