/**
 * Classic BPF, the language of socket filters and packet captures: an accumulator, an index register, 16 cells.
 *
 * <p>{@link dev.osmia.isa.classic.ClassicProgram} comes from and goes to an array of {@code struct sock_filter}, and
 * holds only what Linux would accept; {@link dev.osmia.isa.classic.ClassicStyle} prints it.
 */
package dev.osmia.isa.classic;
