package dev.osmia.object.elf;

/**
 * A symbol.
 *
 * @param index its number in the symbol table
 * @param binding whether other files see it
 * @param visibility {@code STV_*}: 0 default, 1 internal, 2 hidden, 3 protected
 * @param section number of its section, 0 if undefined, from {@link Elf#FIRST_RESERVED} if special
 * @param value bytes from the start of its section
 * @param size bytes that it covers, 0 if unknown
 */
public record ElfSymbol(int index, String name, Type type, Binding binding, int visibility, int section, long value,
        long size) {

    /** {@code STT_*}; the ordinal is the number. */
    public enum Type {
        NONE, OBJECT, FUNCTION, SECTION, FILE, OTHER
    }

    /** {@code STB_*}; the ordinal is the number. */
    public enum Binding {
        LOCAL, GLOBAL, WEAK
    }

    /** Whether another file has to define it. */
    public boolean isUndefined() {
        return section == Elf.UNDEFINED;
    }

    /** Whether it stands for a section. */
    public boolean isSection() {
        return type == Type.SECTION;
    }

    /** Whether it is hidden from other files, as {@code static} would do it. */
    public boolean isHidden() {
        return visibility == 1 || visibility == 2;
    }
}
