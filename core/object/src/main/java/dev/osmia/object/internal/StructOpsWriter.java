package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.TypeRef;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfSymbol;
import dev.osmia.object.elf.ElfWriter;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes tables of functions to the sections that {@link StructOpsMaps} reads. */
final class StructOpsWriter {
    private final ObjectSpec spec;
    private final ElfWriter elf;
    private final BtfBuilder types;

    /** A table and its place. */
    private record Placed(MapSpec map, MapContents.StructOps contents, int offset) {}

    StructOpsWriter(ObjectSpec spec, ElfWriter elf, BtfBuilder types) {
        this.spec = spec;
        this.elf = elf;
        this.types = types;
    }

    static boolean isTable(MapSpec map) {
        return map.contents() instanceof MapContents.StructOps;
    }

    /** Writes all tables, with relocations to the programs' symbols. */
    void write(Map<String, Integer> programs) {
        Map<String, List<MapSpec>> sections = new LinkedHashMap<>();
        spec.maps()
                .values()
                .stream()
                .filter(StructOpsWriter::isTable)
                .forEach(map -> sections
                        .computeIfAbsent(StructOpsMaps.sectionFor(map), name -> new ArrayList<>())
                        .add(map));
        sections.forEach((name, maps) -> write(name, maps, programs));
    }

    private void write(String name, List<MapSpec> maps, Map<String, Integer> programs) {
        Btf btf = spec.btf();
        int known = btf == null ? 0 : btf.find(name, BtfType.DataSection.class).orElse(0);
        Map<String, BtfType.SectionEntry> existing = new HashMap<>();
        if (btf != null && known != 0) {
            ((BtfType.DataSection) btf.type(known)).entries()
                    .forEach(entry -> existing.put(btf.name(entry.type()), entry));
        }
        List<BtfType.SectionEntry> entries = new ArrayList<>();
        List<Placed> placed = new ArrayList<>();
        int end = 0;
        for (MapSpec map : maps) {
            MapContents.StructOps contents = (MapContents.StructOps) map.contents();
            BtfType.SectionEntry kept = existing.get(map.name());
            int offset = kept != null && kept.offset() >= end ? kept.offset() : Math.addExact(end, 7) & -8;
            entries.add(new BtfType.SectionEntry(variable(map, kept), offset, contents.value().length));
            placed.add(new Placed(map, contents, offset));
            end = Math.addExact(offset, contents.value().length);
        }
        byte[] bytes = new byte[end];
        placed.forEach(table -> System.arraycopy(table.contents().value(), 0, bytes, table.offset(),
                table.contents().value().length));
        int section = elf.addSection(name, Elf.ALLOC | Elf.WRITE, bytes);
        for (Placed table : placed) {
            elf.addSymbol(table.map().name(), ElfSymbol.Type.OBJECT, ElfSymbol.Binding.GLOBAL, section,
                    table.offset(), table.contents().value().length);
            relocate(section, table, programs);
        }
        BtfType.DataSection described = new BtfType.DataSection(name, end, entries);
        if (known == 0) {
            types.add(described);
        } else {
            types.replace(known, described);
        }
    }

    private int variable(MapSpec map, BtfType.@Nullable SectionEntry kept) {
        TypeRef type = typeOf(map);
        if (kept != null && type.btf().type(kept.type()) instanceof BtfType.Var variable
                && type.btf().resolve(variable.type()) == type.id()) {
            return kept.type();
        }
        return types.add(new BtfType.Var(map.name(), type.id(), BtfType.Linkage.GLOBAL));
    }

    private void relocate(int section, Placed table, Map<String, Integer> programs) {
        TypeRef type = typeOf(table.map());
        table.contents().programs().forEach((member, program) -> {
            Integer symbol = programs.get(program);
            if (symbol == null) {
                throw new IllegalArgumentException("member " + member + " of " + table.map().name() + " is program "
                        + program + ", which " + spec.name() + " does not have");
            }
            int offset = ((BtfType.Struct) type.btf().type(type.id())).members()
                    .stream()
                    .filter(candidate -> candidate.name().equals(member))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("struct " + type.name() + " of "
                            + table.map().name() + " has no member " + member))
                    .bitOffset() / Byte.SIZE;
            elf.addRelocation(section, table.offset() + offset, Elf.R_BPF_64_ABS64, symbol);
        });
    }

    private TypeRef typeOf(MapSpec map) {
        TypeRef type = map.valueType();
        if (type == null || type.btf() != spec.btf() || !(type.btf().type(type.id()) instanceof BtfType.Struct)) {
            throw new IllegalArgumentException("the value of map " + map.name() + " has type "
                    + (type == null ? "unknown" : type.name()) + ", expected a struct of the object's BTF");
        }
        return type;
    }
}
