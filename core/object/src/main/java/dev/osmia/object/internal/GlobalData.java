package dev.osmia.object.internal;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import dev.osmia.object.VariableSpec;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;

import java.util.LinkedHashMap;
import java.util.Map;

/** The sections of global variables: each becomes an array with one element, which is the section. */
final class GlobalData {
    /** Bytes of an arena's variables, which a file can ask for without having them. */
    private static final int MOST_IN_ARENA = 1 << 24;

    private final ElfFile elf;
    private final SymbolIndex symbols;
    private final ObjectTypes types;
    private final Map<String, VariableSpec> variables = new LinkedHashMap<>();

    GlobalData(ElfFile elf, SymbolIndex symbols, ObjectTypes types) {
        this.elf = elf;
        this.symbols = symbols;
        this.types = types;
    }

    /** The variables found so far, by name. */
    Map<String, VariableSpec> variables() {
        return variables;
    }

    void read(ElfSection section, boolean readOnly, MapTable maps) {
        if (section.size() > Integer.MAX_VALUE) {
            throw elf.fault(section, 0, section.size() + " bytes, expected less than 2 GiB");
        }
        MapContents contents = section.type() == Elf.NOBITS
                ? MapContents.NONE
                : new MapContents.Bytes(elf.content(section));
        maps.add(section, 0, map(section.name(), (int) section.size(), readOnly).withContents(contents));
        addTyped(section.name());
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == section.index() && symbol.type() == ElfSymbol.Type.OBJECT) {
                add(new VariableSpec(symbol.name(), section.name(), (int) symbol.value(), (int) symbol.size(), 0));
            }
        }
    }

    /** What lies in the file's arena from its start on. */
    void readArena(ElfSection section, MapTable maps) {
        MapSpec arena = maps.arena();
        if (arena == null) {
            throw elf.fault(section, 0, "global variables of an arena, expected a map of that type");
        }
        if (section.size() > MOST_IN_ARENA) {
            throw elf.fault(section, 0, section.size() + " bytes, expected at most " + MOST_IN_ARENA);
        }
        byte[] bytes = section.hasBytes() ? elf.content(section) : new byte[(int) section.size()];
        maps.replace(arena.withContents(new MapContents.Bytes(bytes)));
    }

    /** The externs that loading fills in with the kernel's configuration. */
    void readConfig(MapTable maps) {
        Btf btf = types.btf();
        int id = types.sectionType(SectionRole.KCONFIG);
        if (btf != null && id != 0) {
            int size = ((BtfType.DataSection) btf.type(id)).size();
            maps.add(map(SectionRole.KCONFIG, size, true).withContents(new MapContents.Bytes(new byte[size])));
            addTyped(SectionRole.KCONFIG);
        }
    }

    private MapSpec map(String name, int size, boolean readOnly) {
        Btf btf = types.btf();
        int id = types.sectionType(name);
        TypeRef valueType = btf == null || id == 0 ? null : new TypeRef(btf, id);
        int flags = MapFlag.MMAPABLE.value() | (readOnly ? MapFlag.RDONLY_PROG.value() : 0);
        return MapSpec.of(name, MapType.ARRAY, Integer.BYTES, size, 1)
                .withTypes(null, valueType)
                .withFlags(flags)
                .withFrozen(readOnly);
    }

    private void addTyped(String section) {
        Btf btf = types.btf();
        int id = types.sectionType(section);
        if (btf == null || id == 0) {
            return;
        }
        for (BtfType.SectionEntry entry : ((BtfType.DataSection) btf.type(id)).entries()) {
            if (btf.type(entry.type()) instanceof BtfType.Var(var name, var type, var linkage)) {
                add(new VariableSpec(name, section, entry.offset(), entry.size(), type,
                        linkage == BtfType.Linkage.EXTERN && symbols.isWeakExtern(name)));
            }
        }
    }

    private void add(VariableSpec variable) {
        variables.putIfAbsent(variable.name(), variable);
    }
}
