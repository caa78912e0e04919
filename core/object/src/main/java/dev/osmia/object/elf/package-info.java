/**
 * The container: ELF64 relocatable files of machine BPF as sections, symbols and relocations, read and written.
 *
 * <p>Bytes come in, an {@link dev.osmia.object.elf.ElfFile} goes out, each range checked against the bytes that are
 * there; what the sections mean is not known here. Start reading at {@code ElfFile}.
 */
package dev.osmia.object.elf;
