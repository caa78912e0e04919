package dev.osmia.object.elf;

import org.jspecify.annotations.Nullable;

/**
 * A place that depends on a symbol.
 *
 * @param offset bytes from the start of the section that is patched
 * @param type {@code R_BPF_*}
 * @param addend what is added to the symbol's value, or null if the place itself holds it ({@code REL})
 */
public record ElfRelocation(long offset, int type, ElfSymbol symbol, @Nullable Long addend) {}
