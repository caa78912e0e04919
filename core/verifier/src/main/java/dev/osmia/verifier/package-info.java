/**
 * Is this program safe, and if not, why not.
 *
 * <p>In goes a {@link dev.osmia.object.ProgramSpec} with the maps and types that it refers to; out comes a verdict: what
 * Linux 6.18 would say for a privileged loader, in its own words and with its count of instructions, and the facts behind
 * it. The program is explored path by path over the same abstract values that Linux uses, since only the same domain gives
 * the same verdict.
 */
package dev.osmia.verifier;
