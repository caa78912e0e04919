package dev.osmia.object.internal;

import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads an object file: types first, then maps and data, then functions, which refer to both. */
public final class ObjectReader {
    private final ElfFile elf;

    private ObjectReader(ElfFile elf) {
        this.elf = elf;
    }

    /**
     * Reads an object file.
     *
     * @param name what the result and messages call it
     * @param bytes all of the file
     * @throws dev.osmia.object.ObjectFormatException if it is none, or contradicts itself
     */
    public static ObjectSpec read(String name, byte[] bytes) {
        return new ObjectReader(ElfFile.read(name, bytes)).read();
    }

    private ObjectSpec read() {
        SymbolIndex symbols = new SymbolIndex(elf);
        ObjectTypes types = ObjectTypes.read(elf, symbols);
        FunctionTable functions = new FunctionTable(elf);
        MapTable maps = new MapTable(elf);
        GlobalData data = new GlobalData(elf, symbols, types);
        LegacyMaps legacy = new LegacyMaps(elf, maps);
        for (ElfSection section : elf.sections()) {
            if (SectionRole.of(section) == SectionRole.LEGACY_MAPS) {
                legacy.read(section);
            }
        }
        legacy.connect();
        for (ElfSection section : elf.sections()) {
            if (SectionRole.of(section) == SectionRole.MAPS) {
                BtfMaps.read(elf, section, types, maps).initialise(functions);
            }
        }
        for (ElfSection section : elf.sections()) {
            switch (SectionRole.of(section)) {
                case DATA -> data.read(section, false, maps);
                case READ_ONLY_DATA -> data.read(section, true, maps);
                case ARENA_DATA -> data.readArena(section, maps);
                case STRUCT_OPS -> StructOpsMaps.read(elf, section, types, functions, maps);
                default -> {
                }
            }
        }
        data.readConfig(maps);
        Target.Resolver targets = new Target.Resolver(elf, maps, functions, new Externs(types, symbols));
        FunctionReader reader = new FunctionReader(elf, functions, targets, new DebugInfo(elf, types));
        Map<String, ProgramSpec> programs = programs(types, functions,
                new Linker(elf, reader, new ExceptionHandlers(types.btf(), functions, reader)));
        DataPointers pointers = new DataPointers(elf, data.variables().values());
        programs.values().forEach(pointers::refuseUses);
        return new ObjectSpec(elf.name(), elf.order(), license(), maps.maps(), programs, data.variables(),
                types.btf());
    }

    private Map<String, ProgramSpec> programs(ObjectTypes types, FunctionTable functions, Linker linker) {
        Map<String, ProgramSpec> programs = new LinkedHashMap<>();
        String license = license();
        int version = version();
        for (Function function : functions.programs()) {
            ProgramSection section = ProgramSection.parse(function.section().name());
            Linker.Linked linked = linker.link(function);
            ProgramSpec program = new ProgramSpec(function.name(), section.name(), section.type(),
                    section.attachType(), section.target(), section.flags(), section.autoload(), license, version,
                    linked.code(), linked.references(), linked.subprograms(), types.btf(), linked.lines(),
                    linked.coreRelocations());
            if (programs.put(function.name(), program) != null) {
                throw elf.fault(function.section(), function.start(), "a second program " + function.name()
                        + ", expected each name once");
            }
        }
        return programs;
    }

    private String license() {
        return elf.section(SectionRole.LICENSE).map(section -> {
            byte[] content = elf.content(section);
            int end = 0;
            while (end < content.length && content[end] != 0) {
                end++;
            }
            return new String(content, 0, end, StandardCharsets.UTF_8);
        }).orElse("");
    }

    private int version() {
        return elf.section(SectionRole.VERSION).map(section -> {
            if (section.size() != Integer.BYTES || !section.hasBytes()) {
                throw elf.fault(section, 0, section.size() + " bytes, expected 4");
            }
            return ByteBuffer.wrap(elf.content(section)).order(elf.order()).getInt();
        }).orElse(0);
    }
}
