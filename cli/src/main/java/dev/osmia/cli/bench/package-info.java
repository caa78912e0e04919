/**
 * {@code osmia bench}: how long programs take. Comes in: an object file and what its programs are given. Goes out: a table of
 * nanoseconds. Start at {@link dev.osmia.cli.bench.Benchmark}.
 */
package dev.osmia.cli.bench;
