package dev.osmia.object.internal;

import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.VariableSpec;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfRelocation;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Refuses programs that use a global variable which should hold an address. No kernel can give data an address when it
 * loads a map. libbpf leaves such relocations out without a word, and the program reads a number that is none; variables
 * that no program uses do no harm and are left alone.
 */
final class DataPointers {
    private final ElfFile elf;
    private final Map<String, TreeMap<Integer, VariableSpec>> variables = new TreeMap<>();
    private final Map<String, TreeMap<Integer, ElfRelocation>> pointers = new TreeMap<>();

    DataPointers(ElfFile elf, Collection<VariableSpec> all) {
        this.elf = elf;
        for (ElfSection section : elf.sections()) {
            SectionRole role = SectionRole.of(section);
            if (role == SectionRole.DATA || role == SectionRole.READ_ONLY_DATA) {
                for (ElfRelocation relocation : elf.relocations(section)) {
                    pointers.computeIfAbsent(section.name(), name -> new TreeMap<>())
                            .put((int) relocation.offset(), relocation);
                }
            }
        }
        if (!pointers.isEmpty()) {
            all.forEach(variable -> variables.computeIfAbsent(variable.map(), name -> new TreeMap<>())
                    .put(variable.offset(), variable));
        }
    }

    void refuseUses(ProgramSpec program) {
        if (pointers.isEmpty()) {
            return;
        }
        for (Reference reference : program.references().values()) {
            if (reference instanceof Reference.ToMapValue(var section, var offset)) {
                refuseUse(program, section, offset);
            }
        }
    }

    private void refuseUse(ProgramSpec program, String section, int offset) {
        var found = variables.getOrDefault(section, new TreeMap<>()).floorEntry(offset);
        TreeMap<Integer, ElfRelocation> inSection = pointers.get(section);
        if (found == null || inSection == null) {
            return;
        }
        VariableSpec variable = found.getValue();
        int end = variable.offset() + variable.size();
        var pointer = inSection.ceilingEntry(variable.offset());
        if (offset < end && pointer != null && pointer.getKey() < end) {
            throw elf.fault(elf.section(section).orElseThrow(), pointer.getKey(), "variable " + variable.name()
                    + ", which program " + program.name() + " uses, holds the address of "
                    + target(pointer.getValue().symbol())
                    + "; nothing can fill that in, expected the program to take the address itself");
        }
    }

    private String target(ElfSymbol symbol) {
        return symbol.type() == ElfSymbol.Type.SECTION && symbol.section() < elf.sections().size()
                ? "something in section " + elf.sections().get(symbol.section()).name()
                : symbol.name();
    }
}
