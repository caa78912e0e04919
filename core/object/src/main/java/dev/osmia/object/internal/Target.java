package dev.osmia.object.internal;

import dev.osmia.object.Reference;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;

import java.util.Objects;

/** What an instruction's relocation means. */
sealed interface Target {

    /** A function of the same file. */
    record ToFunction(Function function) implements Target {}

    /** Something that gets its address when a kernel loads the program. */
    record ToReference(Reference reference) implements Target {}

    /** Finds targets. */
    record Resolver(ElfFile elf, MapTable maps, FunctionTable functions, Externs externs) {

        /**
         * The target at a number of bytes behind a symbol.
         *
         * @param from the section of the instruction
         * @param at where the instruction stands there
         */
        Target resolve(ElfSection from, long at, ElfSymbol symbol, long addend) {
            if (symbol.isUndefined()) {
                return extern(from, at, symbol);
            }
            if (symbol.section() >= Elf.FIRST_RESERVED) {
                throw elf.fault(from, at, "relocation to " + symbol.name() + " in the special section 0x"
                        + Integer.toHexString(symbol.section()) + ", expected a section of the file");
            }
            ElfSection section = elf.sections().get(symbol.section());
            long offset = symbol.value() + addend;
            return switch (SectionRole.of(section)) {
                case CODE -> {
                    Function function = functions.at(section.index(), offset);
                    yield new ToFunction(required(from, at, function, section, offset, "a function"));
                }
                case MAPS, LEGACY_MAPS -> {
                    // What is added to a map's own symbol says nothing: GCC 12 writes the map's place once more.
                    long start = symbol.isSection() ? offset : symbol.value();
                    String map = maps.at(section.index(), start);
                    yield new ToReference(new Reference.ToMap(required(from, at, map, section, start, "a map")));
                }
                case DATA, READ_ONLY_DATA -> {
                    requireWithin(from, at, section, offset);
                    yield new ToReference(new Reference.ToMapValue(section.name(), (int) offset));
                }
                case ARENA_DATA -> {
                    requireWithin(from, at, section, offset);
                    String arena = Objects.requireNonNull(maps.arena(), "an arena is required where it has data")
                            .name();
                    yield new ToReference(new Reference.ToMapValue(arena, (int) offset));
                }
                case STRUCT_OPS, OTHER -> throw elf.fault(from, at, "relocation to section " + section.name()
                        + ", expected code, maps or data");
            };
        }

        private void requireWithin(ElfSection from, long at, ElfSection section, long offset) {
            if (offset < 0 || offset >= section.size()) {
                throw elf.fault(from, at, "relocation to byte " + offset + " of section " + section.name()
                        + ", expected less than its " + section.size());
            }
        }

        private Target extern(ElfSection from, long at, ElfSymbol symbol) {
            Reference reference = externs.named(symbol.name());
            if (reference == null) {
                throw elf.fault(from, at, "extern " + symbol.name()
                        + " is not declared in .ksyms or .kconfig, expected one of them as no other file is linked");
            }
            return new ToReference(reference);
        }

        private <T> T required(ElfSection from, long at, @org.jspecify.annotations.Nullable T found,
                ElfSection section, long offset, String what) {
            if (found == null) {
                throw elf.fault(from, at, "relocation to byte " + offset + " of section " + section.name()
                        + ", where " + what + " was expected to start");
            }
            return found;
        }
    }
}
