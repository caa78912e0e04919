package dev.osmia.object.internal;

import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfSection;

import java.util.Set;

/** What a section of an object file is for, which its name and flags tell. */
enum SectionRole {
    /** Functions. */
    CODE,
    /** Maps defined by types. */
    MAPS,
    /** Maps defined by {@code struct bpf_map_def}. */
    LEGACY_MAPS,
    /** Global variables that programs may write. */
    DATA,
    /** Global variables that programs may only read. */
    READ_ONLY_DATA,
    /** Global variables that lie in the file's arena. */
    ARENA_DATA,
    /** Tables of functions that the kernel calls. */
    STRUCT_OPS,
    /** Anything else; some of these are looked up by name. */
    OTHER;

    static final String TEXT = ".text";
    static final String BTF = ".BTF";
    static final String BTF_EXT = ".BTF.ext";
    static final String BTF_MAPS = ".maps";
    static final String STRUCT_OPS_PLAIN = ".struct_ops";
    static final String STRUCT_OPS_LINK = ".struct_ops.link";
    /** Where clang puts variables of the address space that arenas are. */
    static final String ARENA = ".addr_space.1";
    static final String KCONFIG = ".kconfig";
    static final String KSYMS = ".ksyms";
    static final String LICENSE = "license";
    static final String VERSION = "version";
    private static final String LEGACY = "maps";

    private static final Set<String> NO_DATA = Set.of(LICENSE, VERSION, BTF, BTF_EXT, KCONFIG, KSYMS, ".eh_frame",
            ".note.GNU-stack");

    static SectionRole of(ElfSection section) {
        boolean loaded = section.type() == Elf.PROGBITS || section.type() == Elf.NOBITS;
        if (!loaded || section.size() == 0 || NO_DATA.contains(section.name())) {
            return OTHER;
        }
        if (section.has(Elf.ALLOC | Elf.EXECUTE)) {
            return CODE;
        }
        return switch (section.name()) {
            case BTF_MAPS -> MAPS;
            case ARENA -> ARENA_DATA;
            case STRUCT_OPS_PLAIN, STRUCT_OPS_LINK, ProgramSection.ON_REQUEST + STRUCT_OPS_PLAIN,
                    ProgramSection.ON_REQUEST + STRUCT_OPS_LINK ->
                STRUCT_OPS;
            default -> section.name().equals(LEGACY) || section.name().startsWith(LEGACY + "/")
                    ? LEGACY_MAPS
                    : dataRole(section);
        };
    }

    private static SectionRole dataRole(ElfSection section) {
        if (isPart(section.name(), ".rodata")) {
            return READ_ONLY_DATA;
        }
        if (isPart(section.name(), ".data") || isPart(section.name(), ".bss")) {
            return DATA;
        }
        if (!section.has(Elf.ALLOC)) {
            return OTHER;
        }
        return section.has(Elf.WRITE) ? DATA : READ_ONLY_DATA;
    }

    /** Whether a name is that of a section or starts with it and a dot. */
    static boolean isPart(String name, String of) {
        return name.startsWith(of) && (name.length() == of.length() || name.charAt(of.length()) == '.');
    }
}
