/**
 * The eBPF instruction set as data: RFC 9669 and what Linux 6.18 adds to it.
 *
 * <p>One instruction is an {@link dev.osmia.isa.Instruction}, a member of a sealed hierarchy of records that pattern
 * matching takes apart: start reading there. {@link dev.osmia.isa.Code} is a sequence of them; it comes from and goes
 * to the bytes of {@code struct bpf_insn}. Text is the business of {@link dev.osmia.isa.text}.
 */
package dev.osmia.isa;
