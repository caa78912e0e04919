/**
 * What is known of a number: bits ({@code kernel/bpf/tnum.c}) and ranges, signed and unsigned, of 64 and of 32 bits; and
 * what operations and comparisons make of that. Values are immutable; results are those of Linux 6.18, bit for bit.
 */
package dev.osmia.verifier.internal.number;
