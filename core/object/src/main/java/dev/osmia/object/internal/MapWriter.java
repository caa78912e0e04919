package dev.osmia.object.internal;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.VariableSpec;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfSymbol;
import dev.osmia.object.elf.ElfWriter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes maps: defined ones to {@code .maps}, global data to sections of their own. */
final class MapWriter {
    private static final int WRITABLE = Elf.ALLOC | Elf.WRITE;

    private final ObjectSpec spec;
    private final ElfWriter elf;
    private final BtfBuilder types;
    private final Set<String> dataNames = new HashSet<>();
    private final Map<String, Integer> symbols = new HashMap<>();
    private final Map<String, Integer> data = new HashMap<>();
    private final List<Initialiser> initialisers = new ArrayList<>();
    private int mapsSection;

    private record Initialiser(MapSpec map, int offset, String name) {}

    MapWriter(ObjectSpec spec, ElfWriter elf, BtfBuilder types) {
        this.spec = spec;
        this.elf = elf;
        this.types = types;
        for (MapSpec map : spec.maps().values()) {
            if (!StructOpsWriter.isTable(map) && map.name().startsWith(".")
                    || map.contents() instanceof MapContents.Bytes) {
                dataNames.add(map.name());
            }
        }
        spec.variables().values().forEach(variable -> dataNames.add(variable.map()));
        spec.programs().values().forEach(program -> program.references().values().forEach(reference -> {
            if (reference instanceof Reference.ToMapValue value) {
                dataNames.add(value.name());
            }
        }));
        spec.maps().values().stream().filter(MapWriter::isArena).map(MapSpec::name).forEach(dataNames::remove);
    }

    private static boolean isArena(MapSpec map) {
        return map.type() == MapType.ARENA;
    }

    /** Writes all maps; relocations to programs wait for {@link #initialise}. */
    void write() {
        writeDefined();
        for (MapSpec map : spec.maps().values()) {
            if (dataNames.contains(map.name()) && !map.name().equals(SectionRole.KCONFIG)) {
                writeData(map);
            }
        }
        spec.maps().values().stream().filter(MapWriter::isArena).forEach(this::writeArena);
    }

    private void writeDefined() {
        List<MapSpec> maps = spec.maps()
                .values()
                .stream()
                .filter(map -> !dataNames.contains(map.name()) && !StructOpsWriter.isTable(map))
                .toList();
        if (maps.isEmpty()) {
            return;
        }
        MapDefinitionWriter definitions = new MapDefinitionWriter(spec.btf(), types);
        List<BtfType.SectionEntry> entries = new ArrayList<>();
        int end = 0;
        for (MapSpec map : maps) {
            MapDefinitionWriter.Written written = definitions.write(map);
            int start = end;
            entries.add(new BtfType.SectionEntry(written.variable(), start, written.size()));
            if (map.contents() instanceof MapContents.Names(var names)) {
                names.forEach((index, name) -> initialisers.add(new Initialiser(map,
                        start + written.valuesOffset() + index * Long.BYTES, name)));
            }
            end = Math.addExact(start, written.size() + 7 & -8);
        }
        mapsSection = elf.addSection(SectionRole.BTF_MAPS, WRITABLE, new byte[end]);
        for (int i = 0; i < maps.size(); i++) {
            BtfType.SectionEntry entry = entries.get(i);
            symbols.put(maps.get(i).name(), elf.addSymbol(maps.get(i).name(), ElfSymbol.Type.OBJECT,
                    ElfSymbol.Binding.GLOBAL, mapsSection, entry.offset(), entry.size()));
        }
        BtfType.DataSection section = new BtfType.DataSection(SectionRole.BTF_MAPS, end, entries);
        Btf btf = spec.btf();
        int known = btf == null ? 0 : btf.find(SectionRole.BTF_MAPS, BtfType.DataSection.class).orElse(0);
        if (known == 0) {
            types.add(section);
        } else {
            types.replace(known, section);
        }
    }

    private void writeData(MapSpec map) {
        if (map.type() != MapType.ARRAY || map.maxEntries() != 1 || map.keySize() != Integer.BYTES) {
            throw new IllegalArgumentException("map " + map.name() + " holds global variables, but is a "
                    + map.type().linuxName() + " of " + Integer.toUnsignedString(map.maxEntries())
                    + " elements, expected an array of one");
        }
        boolean readOnly = (map.flags() & MapFlag.RDONLY_PROG.value()) != 0;
        int flags = readOnly ? Elf.ALLOC : WRITABLE;
        int section = map.contents() instanceof MapContents.Bytes(var bytes)
                ? elf.addSection(map.name(), flags, Arrays.copyOf(bytes, map.valueSize()))
                : elf.addZeros(map.name(), flags, map.valueSize());
        int start = elf.addSymbol(map.name(), ElfSymbol.Type.SECTION, ElfSymbol.Binding.LOCAL, section, 0, 0);
        symbols.put(map.name(), start);
        data.put(map.name(), start);
        Set<String> named = new HashSet<>();
        Btf btf = spec.btf();
        if (btf != null && map.valueType() != null && map.valueType().btf() == btf
                && btf.type(map.valueType().id()) instanceof BtfType.DataSection typed) {
            types.replace(map.valueType().id(), new BtfType.DataSection(map.name(), typed.size(), typed.entries()));
            addVariables(section, btf, typed, named);
        }
        for (VariableSpec variable : spec.variables().values()) {
            if (variable.map().equals(map.name()) && named.add(variable.name())) {
                elf.addSymbol(variable.name(), ElfSymbol.Type.OBJECT, ElfSymbol.Binding.LOCAL, section,
                        variable.offset(), variable.size());
            }
        }
    }

    private void writeArena(MapSpec map) {
        if (map.contents() instanceof MapContents.Bytes(var bytes)) {
            int section = elf.addSection(SectionRole.ARENA, WRITABLE, bytes);
            data.put(map.name(), elf.addSymbol("", ElfSymbol.Type.SECTION, ElfSymbol.Binding.LOCAL, section, 0, 0));
            Btf btf = spec.btf();
            int typed = btf == null ? 0 : btf.find(SectionRole.ARENA, BtfType.DataSection.class).orElse(0);
            if (btf != null && typed != 0) {
                addVariables(section, btf, (BtfType.DataSection) btf.type(typed), new HashSet<>());
            }
        }
    }

    private void addVariables(int section, Btf btf, BtfType.DataSection typed, Set<String> named) {
        for (BtfType.SectionEntry entry : typed.entries()) {
            if (btf.type(entry.type()) instanceof BtfType.Var(var name, var type, var linkage)) {
                boolean local = linkage == BtfType.Linkage.STATIC;
                named.add(name);
                elf.addSymbol(name, ElfSymbol.Type.OBJECT,
                        local ? ElfSymbol.Binding.LOCAL : ElfSymbol.Binding.GLOBAL, section, entry.offset(),
                        entry.size());
            }
        }
    }

    /**
     * The symbol that stands for a map.
     *
     * @throws IllegalArgumentException if there is no such map
     */
    int symbol(String map) {
        return known(symbols, map);
    }

    /**
     * The symbol that stands for the start of what a map holds: a section.
     *
     * @throws IllegalArgumentException if there is no such map
     */
    int dataSymbol(String map) {
        return known(data, map);
    }

    private int known(Map<String, Integer> places, String map) {
        Integer symbol = places.get(map);
        if (symbol == null) {
            throw new IllegalArgumentException(spec.name() + " refers to map " + map + ", which it does not have");
        }
        return symbol;
    }

    /** Writes what maps hold at the start. */
    void initialise(Map<String, Integer> programs) {
        for (Initialiser initialiser : initialisers) {
            Integer program = programs.get(initialiser.name());
            int symbol = initialiser.map().type() == MapType.PROG_ARRAY && program != null
                    ? program
                    : symbol(initialiser.name());
            elf.addRelocation(mapsSection, initialiser.offset(), Elf.R_BPF_64_ABS64, symbol);
        }
        new StructOpsWriter(spec, elf, types).write(programs);
    }
}
