/**
 * Instructions as text, both ways and in two dialects.
 *
 * <p>{@link dev.osmia.isa.text.Disassembler} turns code into lines, {@link dev.osmia.isa.text.Assembler} lines into
 * code, so that what the one prints the other reads back. Names for helpers, maps and subprograms come from the
 * caller's {@link dev.osmia.isa.text.Symbols}.
 */
package dev.osmia.isa.text;
