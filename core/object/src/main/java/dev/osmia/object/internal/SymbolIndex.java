package dev.osmia.object.internal;

import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Symbols by name: those that a section defines, and those that the file leaves undefined. */
final class SymbolIndex {
    private record Place(int section, String name) {}

    private final Map<Place, ElfSymbol> symbols = new HashMap<>();

    SymbolIndex(ElfFile elf) {
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() != ElfSymbol.Type.SECTION && symbol.type() != ElfSymbol.Type.FILE
                    && !symbol.name().isEmpty()) {
                symbols.putIfAbsent(new Place(symbol.section(), symbol.name()), symbol);
            }
        }
    }

    @Nullable
    ElfSymbol defined(ElfSection section, String name) {
        return symbols.get(new Place(section.index(), name));
    }

    /** Whether the file may be used where nobody defines the name. */
    boolean isWeakExtern(String name) {
        ElfSymbol symbol = symbols.get(new Place(0, name));
        return symbol != null && symbol.binding() == ElfSymbol.Binding.WEAK;
    }
}
