package dev.osmia.object.internal;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfRelocation;
import dev.osmia.object.elf.ElfSection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables of functions of a {@code .struct_ops} or {@code .struct_ops.link} section: each variable is a map, whose
 * members the section's relocations aim at programs.
 */
final class StructOpsMaps {
    private final ElfFile elf;
    private final ElfSection section;
    private final Btf btf;
    private final byte[] content;
    private final TreeMap<Integer, Table> tables = new TreeMap<>();

    /** A variable; {@code type} is the id of its struct. */
    private record Table(String name, int offset, int type, BtfType.Struct struct, byte[] value,
            TreeMap<String, String> programs) {}

    private StructOpsMaps(ElfFile elf, ElfSection section, Btf btf) {
        this.elf = elf;
        this.section = section;
        this.btf = btf;
        this.content = elf.content(section);
    }

    static void read(ElfFile elf, ElfSection section, ObjectTypes types, FunctionTable functions, MapTable maps) {
        Btf btf = types.btf();
        int id = types.sectionType(section.name());
        if (btf == null || id == 0) {
            throw elf.fault(section, 0, "has no types, expected BTF with a data section " + section.name()
                    + "; compile with -g");
        }
        if (!section.hasBytes()) {
            throw elf.fault(section, 0, "has no bytes in the file, expected those of its tables of functions");
        }
        StructOpsMaps reading = new StructOpsMaps(elf, section, btf);
        ((BtfType.DataSection) btf.type(id)).entries().forEach(reading::define);
        elf.relocations(section).forEach(relocation -> reading.aim(relocation, functions));
        reading.tables.values().forEach(table -> maps.add(section, table.offset(), reading.map(table)));
    }

    private void define(BtfType.SectionEntry entry) {
        if (!(btf.type(entry.type()) instanceof BtfType.Var variable)) {
            return;
        }
        int type = btf.resolve(variable.type());
        if (!(btf.type(type) instanceof BtfType.Struct struct) || struct.name().isEmpty()) {
            throw elf.fault(section, Integer.toUnsignedLong(entry.offset()), "table " + variable.name() + " of type "
                    + btf.type(type).getClass().getSimpleName() + " " + btf.name(type)
                    + ", expected a struct with the name that the kernel has for it");
        }
        if (struct.size() > content.length - entry.offset()) {
            throw elf.fault(section, Integer.toUnsignedLong(entry.offset()),
                    "table " + variable.name() + " of " + struct.size()
                            + " bytes, expected an end within the section's " + content.length);
        }
        tables.put(entry.offset(), new Table(variable.name(), entry.offset(), type, struct,
                Arrays.copyOfRange(content, entry.offset(), entry.offset() + struct.size()), new TreeMap<>()));
    }

    private void aim(ElfRelocation relocation, FunctionTable functions) {
        int at = (int) relocation.offset();
        Map.Entry<Integer, Table> found = tables.floorEntry(at);
        if (found == null || at - found.getKey() > found.getValue().struct().size() - Long.BYTES) {
            throw elf.fault(section, at, "relocation to " + relocation.symbol().name()
                    + " outside of every table, expected the offset of one of its pointers");
        }
        Table table = found.getValue();
        int inside = at - found.getKey();
        BtfType.Member member = table.struct()
                .members()
                .stream()
                .filter(candidate -> candidate.bitOffset() == inside * Byte.SIZE && isFunctionPointer(candidate))
                .findFirst()
                .orElseThrow(() -> elf.fault(section, at, "relocation to " + relocation.symbol().name() + " at byte "
                        + inside + " of " + table.name() + ", where struct " + table.struct().name()
                        + " has no pointer to a function, expected the offset of one"));
        if (!Elf.isData(relocation.type())) {
            throw elf.fault(section, at, "relocation " + Elf.relocationName(relocation.type())
                    + ", expected R_BPF_64_ABS64");
        }
        table.programs().put(member.name(), program(relocation, table, member, functions));
        Arrays.fill(table.value(), inside, inside + Long.BYTES, (byte) 0);
    }

    private boolean isFunctionPointer(BtfType.Member member) {
        return btf.type(btf.resolve(member.type())) instanceof BtfType.Ptr pointer
                && btf.type(btf.resolve(pointer.type())) instanceof BtfType.FuncProto;
    }

    private String program(ElfRelocation relocation, Table table, BtfType.Member member, FunctionTable functions) {
        Long addend = relocation.addend();
        long inPlace = ByteBuffer.wrap(content).order(elf.order()).getLong((int) relocation.offset());
        long start = relocation.symbol().value() + (addend == null ? inPlace : addend);
        Function function = functions.at(relocation.symbol().section(), start);
        if (function == null || !functions.programs().contains(function)
                || ProgramSection.parse(function.section().name()).type() != ProgramType.STRUCT_OPS) {
            throw elf.fault(section, relocation.offset(), "member " + member.name() + " of " + table.name() + " is "
                    + (function == null ? relocation.symbol().name() : function.name())
                    + ", expected a program of a section struct_ops/" + member.name());
        }
        return function.name();
    }

    private MapSpec map(Table table) {
        boolean link = section.name().endsWith(SectionRole.STRUCT_OPS_LINK);
        return MapSpec.of(table.name(), MapType.STRUCT_OPS, Integer.BYTES, table.struct().size(), 1)
                .withTypes(null, new TypeRef(btf, table.type()))
                .withFlags(link ? MapFlag.LINK.value() : 0)
                .withContents(new MapContents.StructOps(table.value(), table.programs()))
                .withAutocreate(!section.name().startsWith(ProgramSection.ON_REQUEST));
    }

    /** The section that a table belongs in. */
    static String sectionFor(MapSpec map) {
        boolean link = (map.flags() & MapFlag.LINK.value()) != 0;
        return (map.autocreate() ? "" : ProgramSection.ON_REQUEST)
                + (link ? SectionRole.STRUCT_OPS_LINK : SectionRole.STRUCT_OPS_PLAIN);
    }
}
