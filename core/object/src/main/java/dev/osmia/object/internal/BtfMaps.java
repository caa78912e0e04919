package dev.osmia.object.internal;

import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfRelocation;
import dev.osmia.object.elf.ElfSection;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The maps of a {@code .maps} section, with the maps and programs that they hold at the start. */
final class BtfMaps {
    private static final int POINTER_BYTES = 8;

    private final ElfFile elf;
    private final ElfSection section;
    private final MapTable maps;
    private final TreeMap<Integer, Variable> variables = new TreeMap<>();

    private record Variable(MapDefinition.Defined defined, int offset, int size) {}

    private BtfMaps(ElfFile elf, ElfSection section, MapTable maps) {
        this.elf = elf;
        this.section = section;
        this.maps = maps;
    }

    /** Reads the definitions; what they hold is left for {@link #initialise}. */
    static BtfMaps read(ElfFile elf, ElfSection section, ObjectTypes types, MapTable maps) {
        BtfMaps result = new BtfMaps(elf, section, maps);
        if (!section.hasBytes()) {
            throw elf.fault(section, 0, "has no bytes in the file, expected those of the maps' variables");
        }
        Btf btf = types.btf();
        int id = types.sectionType(section.name());
        if (btf == null || id == 0) {
            throw elf.fault(section, 0, "has no types, expected BTF with a data section " + section.name()
                    + "; compile with -g");
        }
        for (BtfType.SectionEntry entry : ((BtfType.DataSection) btf.type(id)).entries()) {
            if (btf.type(entry.type()) instanceof BtfType.Var variable) {
                result.define(btf, variable, entry);
            }
        }
        return result;
    }

    private void define(Btf btf, BtfType.Var variable, BtfType.SectionEntry entry) {
        try {
            MapDefinition.Defined defined = MapDefinition.read(btf, variable.name(), variable.type());
            long needed = btf.byteSizeOf(variable.type());
            if (entry.size() < needed) {
                throw elf.fault(section, entry.offset(), "map " + variable.name() + " has " + entry.size()
                        + " bytes, expected at least the " + needed + " of its type");
            }
            maps.add(section, entry.offset(), defined.map());
            variables.put(entry.offset(), new Variable(defined, entry.offset(), entry.size()));
        } catch (MapDefinition.Fault fault) {
            throw elf.fault(section, entry.offset(), String.valueOf(fault.getMessage()));
        }
    }

    /** Follows the relocations of the section: each is an element of a map, and names a map or a program. */
    void initialise(FunctionTable functions) {
        ByteBuffer content = ByteBuffer.wrap(elf.content(section)).order(elf.order());
        Map<String, TreeMap<Integer, String>> held = new TreeMap<>();
        for (ElfRelocation relocation : elf.relocations(section)) {
            int at = (int) relocation.offset();
            Map.Entry<Integer, Variable> found = variables.floorEntry(at);
            if (found == null || at >= found.getValue().offset() + (long) found.getValue().size()) {
                throw elf.fault(section, at,
                        "relocation outside of every map, expected one in the field values of a map");
            }
            MapDefinition.Defined defined = found.getValue().defined();
            int distance = at - found.getValue().offset() - defined.valuesOffset();
            if (defined.valuesOffset() < 0 || distance < 0 || distance % POINTER_BYTES != 0
                    || content.limit() - at < POINTER_BYTES) {
                throw elf.fault(section, at, "relocation in map " + defined.map().name()
                        + ", expected an element of its field values");
            }
            if (!Elf.isData(relocation.type())) {
                throw elf.fault(section, at, "relocation " + Elf.relocationName(relocation.type())
                        + ", expected R_BPF_64_ABS64");
            }
            Long addend = relocation.addend();
            // As for instructions: GCC 12 writes the place of a named map or program once more.
            long behind = !relocation.symbol().isSection() ? 0 : addend == null ? content.getLong(at) : addend;
            long target = relocation.symbol().value() + behind;
            held.computeIfAbsent(defined.map().name(), name -> new TreeMap<>())
                    .put(distance / POINTER_BYTES, target(defined.map(), relocation, target, functions));
        }
        held.forEach((name, names) -> maps.replace(
                variableNamed(name).withContents(new MapContents.Names(names))));
    }

    private MapSpec variableNamed(String name) {
        MapSpec map = maps.maps().get(name);
        if (map == null) {
            throw new IllegalStateException(name);
        }
        return map;
    }

    private String target(MapSpec map, ElfRelocation relocation, long offset, FunctionTable functions) {
        String wanted;
        String name;
        if (map.type().is(MapTrait.HOLDS_MAPS)) {
            wanted = "a map";
            name = maps.at(relocation.symbol().section(), offset);
        } else if (map.type() == MapType.PROG_ARRAY) {
            wanted = "a program";
            Function function = functions.at(relocation.symbol().section(), offset);
            name = function != null && functions.programs().contains(function) ? function.name() : null;
        } else {
            throw elf.fault(section, relocation.offset(), "initialised map " + map.name() + " of type "
                    + map.type().linuxName() + ", expected a map of maps or a program array");
        }
        if (name == null) {
            throw elf.fault(section, relocation.offset(), "element of map " + map.name() + " is "
                    + relocation.symbol().name() + "+0x" + Long.toHexString(offset - relocation.symbol().value())
                    + ", expected " + wanted);
        }
        return name;
    }
}
