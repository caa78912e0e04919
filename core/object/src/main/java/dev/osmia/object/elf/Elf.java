package dev.osmia.object.elf;

/** Numbers of the ELF64 format (System V ABI, chapters 4 and 5) and of its BPF supplement. */
public final class Elf {
    public static final int MAGIC_AS_BIG_ENDIAN = 0x7f454c46;
    public static final int CLASS_64 = 2;
    public static final int DATA_LITTLE = 1;
    public static final int DATA_BIG = 2;
    public static final int TYPE_RELOCATABLE = 1;
    /** {@code EM_NONE}, which compilers wrote before BPF had a number. */
    public static final int MACHINE_NONE = 0;
    public static final int MACHINE_BPF = 247;

    public static final int HEADER_BYTES = 64;
    public static final int SECTION_HEADER_BYTES = 64;
    public static final int SYMBOL_BYTES = 24;
    public static final int REL_BYTES = 16;
    public static final int RELA_BYTES = 24;

    /** {@code SHT_NULL}. */
    public static final int NULL = 0;
    /** {@code SHT_PROGBITS}. */
    public static final int PROGBITS = 1;
    /** {@code SHT_SYMTAB}. */
    public static final int SYMTAB = 2;
    /** {@code SHT_STRTAB}. */
    public static final int STRTAB = 3;
    /** {@code SHT_RELA}. */
    public static final int RELA = 4;
    /** {@code SHT_NOBITS}. */
    public static final int NOBITS = 8;
    /** {@code SHT_REL}. */
    public static final int REL = 9;

    /** {@code SHF_WRITE}. */
    public static final int WRITE = 1;
    /** {@code SHF_ALLOC}. */
    public static final int ALLOC = 2;
    /** {@code SHF_EXECINSTR}. */
    public static final int EXECUTE = 4;
    /** {@code SHF_INFO_LINK}. */
    public static final int INFO_LINK = 0x40;

    /** {@code SHN_UNDEF}. */
    public static final int UNDEFINED = 0;
    /** {@code SHN_LORESERVE}: section numbers from here on have a meaning of their own. */
    public static final int FIRST_RESERVED = 0xff00;

    /** {@code R_BPF_64_64}: a wide load. */
    public static final int R_BPF_64_64 = 1;
    /** {@code R_BPF_64_ABS64}: eight bytes of data. */
    public static final int R_BPF_64_ABS64 = 2;
    /** {@code R_BPF_DATA_64}: the same by the numbers of binutils before 2.41, with which GCC 12 comes. */
    public static final int R_BPF_DATA_64 = 12;
    /** {@code R_BPF_64_ABS32}: four bytes of data. */
    public static final int R_BPF_64_ABS32 = 3;
    /** {@code R_BPF_64_NODYLD32}: four bytes of BTF. */
    public static final int R_BPF_64_NODYLD32 = 4;
    /** {@code R_BPF_64_32}: a call. */
    public static final int R_BPF_64_32 = 10;

    private Elf() {
    }

    /** Whether a relocation is of eight bytes of data. */
    public static boolean isData(int type) {
        return type == R_BPF_64_ABS64 || type == R_BPF_DATA_64;
    }

    /** The name of a relocation type, or its number. */
    public static String relocationName(int type) {
        return switch (type) {
            case R_BPF_64_64 -> "R_BPF_64_64";
            case R_BPF_64_ABS64 -> "R_BPF_64_ABS64";
            case R_BPF_64_ABS32 -> "R_BPF_64_ABS32";
            case R_BPF_64_NODYLD32 -> "R_BPF_64_NODYLD32";
            case R_BPF_64_32 -> "R_BPF_64_32";
            case R_BPF_DATA_64 -> "R_BPF_DATA_64";
            default -> "type " + Integer.toUnsignedString(type);
        };
    }
}
