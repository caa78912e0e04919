package dev.osmia.object.elf;

/**
 * A section header, with the section's name looked up.
 *
 * @param index its number in the file
 * @param type {@code SHT_*}
 * @param flags {@code SHF_*}
 * @param offset where its bytes start in the file
 * @param size how many they are; a {@code NOBITS} section has none in the file, only this size
 * @param link number of the section that it needs: strings of a symbol table, symbols of relocations
 * @param info number of the section that relocations apply to
 * @param entrySize bytes of an entry of a table, else 0
 */
public record ElfSection(int index, String name, int type, long flags, long offset, long size, int link, int info,
        long entrySize) {

    /** Whether the file has bytes for it. */
    public boolean hasBytes() {
        return type != Elf.NOBITS && type != Elf.NULL && size > 0;
    }

    /** Whether all these flags are set. */
    public boolean has(int wanted) {
        return (flags & wanted) == wanted;
    }
}
