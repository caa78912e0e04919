package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.Reference;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the object leaves for the kernel to define: variables and functions of {@code .ksyms}, options of {@code .kconfig}. */
final class Externs {
    private final Map<String, Reference> references = new HashMap<>();

    Externs(ObjectTypes types, SymbolIndex symbols) {
        Btf btf = types.btf();
        if (btf != null) {
            addKernelSymbols(types, btf, symbols);
            addOptions(btf, types.sectionType(SectionRole.KCONFIG));
        }
    }

    private void addKernelSymbols(ObjectTypes types, Btf btf, SymbolIndex symbols) {
        int section = types.sectionType(SectionRole.KSYMS);
        if (section == 0) {
            return;
        }
        List<String> names = names(btf, section);
        int options = names(btf, types.sectionType(SectionRole.KCONFIG)).size();
        for (BtfType.SectionEntry entry : ((BtfType.DataSection) btf.type(section)).entries()) {
            String name = btf.name(entry.type());
            boolean weak = symbols.isWeakExtern(name);
            references.put(name, switch (btf.type(entry.type())) {
                case BtfType.Var variable ->
                    new Reference.ToKernelVariable(name, btf.resolve(variable.type()) != 0, weak);
                default -> new Reference.ToKernelFunction(name, weak, options + names.indexOf(name));
            });
        }
    }

    /** In libbpf's order, which has options before symbols. */
    private static List<String> names(Btf btf, int section) {
        return section == 0
                ? List.of()
                : ((BtfType.DataSection) btf.type(section)).entries()
                        .stream()
                        .map(entry -> btf.name(entry.type()))
                        .sorted()
                        .toList();
    }

    private void addOptions(Btf btf, int section) {
        if (section == 0) {
            return;
        }
        for (BtfType.SectionEntry entry : ((BtfType.DataSection) btf.type(section)).entries()) {
            references.put(btf.name(entry.type()), new Reference.ToMapValue(SectionRole.KCONFIG, entry.offset()));
        }
    }

    /** What an undefined symbol of that name stands for, or null. */
    @Nullable
    Reference named(String name) {
        return references.get(name);
    }
}
