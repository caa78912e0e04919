/**
 * The eBPF instruction set as data: RFC 9669 and what Linux 6.18 adds to it.
 *
 * <p>One instruction is an {@link dev.osmia.isa.Instruction}, a member of
 * a sealed hierarchy of records that pattern matching takes apart. Start reading there.
 */
package dev.osmia.isa;
