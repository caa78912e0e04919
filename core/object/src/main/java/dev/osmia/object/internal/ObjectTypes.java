package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfExt;
import dev.osmia.btf.BtfFormatException;
import dev.osmia.btf.BtfType;
import dev.osmia.object.ObjectFormatException;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of an object file, completed by what compilers leave to the linker: sizes of data sections, offsets of
 * their variables, and that hidden functions are as good as static.
 */
final class ObjectTypes {
    private static final BtfExt NO_EXT = new BtfExt(List.of(), List.of(), List.of());

    private final @Nullable Btf btf;
    private final BtfExt ext;
    private final Map<String, Integer> lineStrings;

    private ObjectTypes(@Nullable Btf btf, BtfExt ext, Map<String, Integer> lineStrings) {
        this.btf = btf;
        this.ext = ext;
        this.lineStrings = lineStrings;
    }

    static ObjectTypes read(ElfFile elf, SymbolIndex symbols) {
        ElfSection section = elf.section(SectionRole.BTF).filter(ElfSection::hasBytes).orElse(null);
        if (section == null) {
            return new ObjectTypes(null, NO_EXT, Map.of());
        }
        ElfSection at = section;
        try {
            Btf raw = Btf.read(elf.content(section));
            if (raw.order() != elf.order()) {
                throw elf.fault(section, 0, "is " + raw.order() + ", expected " + elf.order() + " as the file");
            }
            BtfBuilder builder = BtfBuilder.from(raw);
            fixSections(elf, symbols, raw, builder);
            hideFunctions(elf, raw, builder);
            BtfExt ext = NO_EXT;
            ElfSection extSection = elf.section(SectionRole.BTF_EXT).filter(ElfSection::hasBytes).orElse(null);
            if (extSection != null) {
                at = extSection;
                ext = BtfExt.read(raw, elf.content(extSection));
            }
            Map<String, Integer> lineStrings = new HashMap<>();
            for (var lines : ext.lines()) {
                for (BtfExt.LineInfo line : lines.records()) {
                    lineStrings.computeIfAbsent(line.file(), builder::addString);
                    lineStrings.computeIfAbsent(line.text(), builder::addString);
                }
            }
            at = section;
            return new ObjectTypes(builder.build(), ext, lineStrings);
        } catch (BtfFormatException e) {
            ObjectFormatException wrapped = elf.fault(at, e.offset(), e.what() + "; expected " + e.expected());
            wrapped.initCause(e);
            throw wrapped;
        }
    }

    private static void fixSections(ElfFile elf, SymbolIndex symbols, Btf raw, BtfBuilder builder) {
        for (int id = 1; id < raw.size(); id++) {
            if (raw.type(id) instanceof BtfType.DataSection types) {
                ElfSection section = elf.section(types.name()).orElse(null);
                if (types.name().equals(SectionRole.KCONFIG)) {
                    builder.replace(id, ConfigLayout.place(elf, raw, types));
                } else if (section != null) {
                    builder.replace(id, fixed(elf, symbols, raw, types, section));
                } else if (!types.name().equals(SectionRole.KSYMS)) {
                    requireWithin(elf, types);
                }
            }
        }
    }

    /** A linker may have completed types whose section it then took away; those that nobody completed need theirs. */
    private static void requireWithin(ElfFile elf, BtfType.DataSection types) {
        for (BtfType.SectionEntry entry : types.entries()) {
            if (entry.offset() + (long) entry.size() > types.size()) {
                throw elf.fault(elf.section(SectionRole.BTF).orElse(null), 0,
                        "BTF has variables of section " + types.name()
                                + ", expected the file to have that section");
            }
        }
    }

    private static BtfType.DataSection fixed(ElfFile elf, SymbolIndex symbols, Btf raw, BtfType.DataSection types,
            ElfSection section) {
        if (section.size() > Integer.MAX_VALUE) {
            throw elf.fault(section, 0, section.size() + " bytes, expected less than 2 GiB");
        }
        List<BtfType.SectionEntry> entries = new ArrayList<>(types.entries().size());
        for (BtfType.SectionEntry entry : types.entries()) {
            int offset = entry.offset();
            if (raw.type(entry.type()) instanceof BtfType.Var(var name, var type, var linkage)
                    && linkage != BtfType.Linkage.STATIC) {
                ElfSymbol symbol = symbols.defined(section, name);
                offset = symbol == null ? offset : (int) symbol.value();
            }
            if (offset + (long) entry.size() > section.size()) {
                throw elf.fault(section, offset, "variable " + raw.name(entry.type()) + " of " + entry.size()
                        + " bytes, expected an end within the section's " + section.size());
            }
            entries.add(new BtfType.SectionEntry(entry.type(), offset, entry.size()));
        }
        entries.sort(Comparator.comparingInt(BtfType.SectionEntry::offset));
        return new BtfType.DataSection(types.name(), (int) section.size(), entries);
    }

    /** Programs are known to the kernel, whoever else sees them. */
    private static void hideFunctions(ElfFile elf, Btf raw, BtfBuilder builder) {
        int text = elf.section(SectionRole.TEXT).map(ElfSection::index).orElse(Elf.UNDEFINED);
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.Type.FUNCTION && symbol.section() == text && symbol.isHidden()
                    && symbol.binding() != ElfSymbol.Binding.LOCAL) {
                raw.find(symbol.name(), BtfType.Func.class).ifPresent(id -> {
                    BtfType.Func function = (BtfType.Func) raw.type(id);
                    builder.replace(id, new BtfType.Func(function.name(), function.type(), BtfType.Linkage.STATIC));
                });
            }
        }
    }

    /** The types, or null if the file has none. */
    @Nullable
    Btf btf() {
        return btf;
    }

    BtfExt ext() {
        return ext;
    }

    /** Offset of a file name or source line in the string table. */
    int lineString(String text) {
        return lineStrings.getOrDefault(text, 0);
    }

    /** Id of the type that lists a section's variables, 0 if there is none. */
    int sectionType(String name) {
        return btf == null ? 0 : btf.find(name, BtfType.DataSection.class).orElse(0);
    }
}
