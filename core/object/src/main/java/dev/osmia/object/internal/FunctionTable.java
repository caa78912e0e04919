package dev.osmia.object.internal;

import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The functions of a file by place. Programs are the global ones outside of {@code .text}; a file that has none there
 * is one whose programs stand in {@code .text}.
 */
final class FunctionTable {
    private static final int SLOT_BYTES = 8;

    private final Map<Integer, NavigableMap<Integer, Function>> bySection = new TreeMap<>();
    private final Set<Function> programs;

    FunctionTable(ElfFile elf) {
        Map<Integer, NavigableMap<Integer, ElfSymbol>> symbols = new TreeMap<>();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.Type.FUNCTION && !symbol.isUndefined()
                    && symbol.section() < Elf.FIRST_RESERVED) {
                ElfSection section = elf.sections().get(symbol.section());
                if (SectionRole.of(section) != SectionRole.CODE || section.type() != Elf.PROGBITS) {
                    throw elf.fault(section, symbol.value(), "function " + symbol.name()
                            + " in a section that holds no code, expected one of instructions");
                }
                symbols.computeIfAbsent(section.index(), index -> new TreeMap<>())
                        .merge((int) symbol.value(), symbol, FunctionTable::preferred);
            }
        }
        addUntyped(elf, symbols);
        symbols.forEach((index, starts) -> bySection.put(index, functions(elf, elf.sections().get(index), starts)));
        requireNames(elf);
        programs = findPrograms();
    }

    /** Old compilers gave functions no type: in a section without any, the global symbols are functions. */
    private static void addUntyped(ElfFile elf, Map<Integer, NavigableMap<Integer, ElfSymbol>> functions) {
        Set<Integer> typed = Set.copyOf(functions.keySet());
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.Type.NONE && symbol.binding() != ElfSymbol.Binding.LOCAL
                    && !symbol.isUndefined() && symbol.section() < Elf.FIRST_RESERVED
                    && !typed.contains(symbol.section())) {
                ElfSection section = elf.sections().get(symbol.section());
                if (SectionRole.of(section) == SectionRole.CODE && section.type() == Elf.PROGBITS) {
                    functions.computeIfAbsent(section.index(), index -> new TreeMap<>())
                            .putIfAbsent((int) symbol.value(), symbol);
                }
            }
        }
    }

    /** Of two names for the same function, the one that other files see. */
    private static ElfSymbol preferred(ElfSymbol first, ElfSymbol second) {
        return first.binding() == ElfSymbol.Binding.LOCAL ? second : first;
    }

    private static NavigableMap<Integer, Function> functions(ElfFile elf, ElfSection section,
            NavigableMap<Integer, ElfSymbol> starts) {
        NavigableMap<Integer, Function> functions = new TreeMap<>();
        for (ElfSymbol symbol : starts.values()) {
            int start = (int) symbol.value();
            Integer next = starts.higherKey(start);
            int limit = next == null ? (int) section.size() : next;
            int size = symbol.size() == 0 ? limit - start : (int) symbol.size();
            if (start % SLOT_BYTES != 0 || size % SLOT_BYTES != 0 || size == 0) {
                throw elf.fault(section, start, "function " + symbol.name() + " of " + size
                        + " bytes, expected place and size to be multiples of 8");
            }
            if (size > limit - start) {
                throw elf.fault(section, start, "function " + symbol.name() + " of " + size
                        + " bytes, expected an end at or before 0x" + Integer.toHexString(limit)
                        + ", where the next function or the end of the section is");
            }
            functions.put(start, new Function(symbol.name(), section, start, size,
                    symbol.binding() != ElfSymbol.Binding.LOCAL));
        }
        return functions;
    }

    /** What other files see has one name each: no linker makes two of one name, and one of them would not be found. */
    private void requireNames(ElfFile elf) {
        Map<String, Function> global = new HashMap<>();
        for (NavigableMap<Integer, Function> functions : bySection.values()) {
            for (Function function : functions.values()) {
                Function first = function.global() ? global.putIfAbsent(function.name(), function) : null;
                if (first != null) {
                    throw elf.fault(function.section(), function.start(), "a second global function "
                            + function.name() + ", expected only the one at 0x" + Integer.toHexString(first.start())
                            + " of " + first.section().name());
                }
            }
        }
    }

    private Set<Function> findPrograms() {
        List<Function> inText = new ArrayList<>();
        List<Function> elsewhere = new ArrayList<>();
        for (NavigableMap<Integer, Function> functions : bySection.values()) {
            for (Function function : functions.values()) {
                if (function.global()) {
                    (function.section().name().equals(SectionRole.TEXT) ? inText : elsewhere).add(function);
                }
            }
        }
        List<Function> found = elsewhere.isEmpty() ? inText : elsewhere;
        found.sort(Comparator.<Function>comparingInt(function -> function.section().index())
                .thenComparingInt(Function::start));
        return new LinkedHashSet<>(found);
    }

    /** The functions that are programs, in the order of the file. */
    Set<Function> programs() {
        return programs;
    }

    /** The function in {@code .text} that other files know by a name, or null. */
    @Nullable
    Function subprogram(String name) {
        for (NavigableMap<Integer, Function> functions : bySection.values()) {
            for (Function function : functions.values()) {
                if (function.global() && function.name().equals(name)
                        && function.section().name().equals(SectionRole.TEXT)) {
                    return function;
                }
            }
        }
        return null;
    }

    /** The function that starts at a byte of a section, or null. */
    @Nullable
    Function at(int section, long start) {
        NavigableMap<Integer, Function> functions = bySection.get(section);
        return functions == null || start != (int) start ? null : functions.get((int) start);
    }
}
