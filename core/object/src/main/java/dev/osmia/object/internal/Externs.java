package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.Reference;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** What the object leaves for the kernel to define: variables and functions of {@code .ksyms}, options of {@code .kconfig}. */
final class Externs {
    private final Map<String, Reference> references = new HashMap<>();

    Externs(ObjectTypes types, SymbolIndex symbols) {
        Btf btf = types.btf();
        if (btf != null) {
            addKernelSymbols(btf, types.sectionType(SectionRole.KSYMS), symbols);
            addOptions(btf, types.sectionType(SectionRole.KCONFIG));
        }
    }

    private void addKernelSymbols(Btf btf, int section, SymbolIndex symbols) {
        if (section == 0) {
            return;
        }
        for (BtfType.SectionEntry entry : ((BtfType.DataSection) btf.type(section)).entries()) {
            String name = btf.name(entry.type());
            boolean weak = symbols.isWeakExtern(name);
            references.put(name, switch (btf.type(entry.type())) {
                case BtfType.Var variable ->
                    new Reference.ToKernelVariable(name, btf.resolve(variable.type()) != 0, weak);
                default -> new Reference.ToKernelFunction(name, weak);
            });
        }
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
