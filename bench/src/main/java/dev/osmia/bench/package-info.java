/**
 * Measurements, as ratios inside one run.
 *
 * <p>{@link dev.osmia.bench.EngineBench} measures the engines against gcc and Linux over {@code bench/programs}; a
 * {@link dev.osmia.bench.Subject} is one thing that can be timed. {@link dev.osmia.bench.VerifierBench} measures the
 * verifier against that of Linux over {@code bench/programs/verifier}. {@code bench/README.md} has commands and figures.
 */
package dev.osmia.bench;
