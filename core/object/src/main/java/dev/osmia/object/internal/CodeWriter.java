package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfExt;
import dev.osmia.btf.BtfExt.InSection;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.CoreKind;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Unknown;
import dev.osmia.isa.WideSource;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.VariableSpec;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfSymbol;
import dev.osmia.object.elf.ElfWriter;
import dev.osmia.object.internal.SharedFunctions.Shared;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

/** Writes functions to their sections, with the relocations and the debug information that they need. */
final class CodeWriter {
    private static final int SLOT_BYTES = 8;
    private static final CoreKind[] CORE_KINDS = CoreKind.values();

    private final ObjectSpec spec;
    private final ElfWriter elf;
    private final LinkedHashMap<String, List<Shared>> sections = new LinkedHashMap<>();
    private final Map<Integer, Place> places = new HashMap<>();
    private final Map<String, Integer> sectionNumbers = new HashMap<>();
    private final Map<Integer, Integer> functionSymbols = new HashMap<>();
    private final Map<String, Integer> programSymbols = new HashMap<>();
    private final Map<String, Integer> externSymbols = new HashMap<>();
    private int textSymbol = -1;

    /** Where a function stands: section, offset in bytes, and whether other files see it. */
    private record Place(String section, int start, boolean global) {}

    CodeWriter(ObjectSpec spec, ElfWriter elf) {
        this.spec = spec;
        this.elf = elf;
        Map<String, Integer> ends = new HashMap<>();
        Set<String> globals = new HashSet<>(spec.programs().keySet());
        for (Shared function : new SharedFunctions(spec.programs().values()).functions().values()) {
            FunctionPart part = function.part();
            String section = part.program() == null ? SectionRole.TEXT : ProgramSection.nameFor(part.program());
            int start = ends.getOrDefault(section, 0);
            boolean global = part.program() != null || isGlobal(part.typeId()) && globals.add(part.name());
            places.put(function.number(), new Place(section, start, global));
            ends.put(section, Math.addExact(start, part.code().slots() * SLOT_BYTES));
            sections.computeIfAbsent(section, name -> new ArrayList<>()).add(function);
        }
    }

    private boolean isGlobal(int typeId) {
        Btf btf = spec.btf();
        return btf != null && typeId != 0 && typeId < btf.size()
                && btf.type(typeId) instanceof BtfType.Func(var name, var type, var linkage)
                && linkage == BtfType.Linkage.GLOBAL;
    }

    /** Adds the sections and the symbols of functions. */
    void layOut() {
        List<Shared> text = sections.remove(SectionRole.TEXT);
        if (text != null) {
            sections.putFirst(SectionRole.TEXT, text);
        }
        sections.forEach((name, functions) -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            functions.forEach(function -> bytes.writeBytes(unlinked(function).encode(spec.order())));
            int section = elf.addSection(name, Elf.ALLOC | Elf.EXECUTE, bytes.toByteArray());
            sectionNumbers.put(name, section);
            functions.forEach(function -> addSymbol(function, section));
        });
        Integer textSection = sectionNumbers.get(SectionRole.TEXT);
        if (textSection != null) {
            textSymbol = elf.addSymbol("", ElfSymbol.Type.SECTION, ElfSymbol.Binding.LOCAL, textSection, 0, 0);
        }
    }

    private void addSymbol(Shared function, int section) {
        Place place = place(function.number());
        FunctionPart part = function.part();
        int symbol = elf.addSymbol(part.name(), ElfSymbol.Type.FUNCTION,
                place.global() ? ElfSymbol.Binding.GLOBAL : ElfSymbol.Binding.LOCAL, section, place.start(),
                part.code().slots() * (long) SLOT_BYTES);
        functionSymbols.put(function.number(), symbol);
        if (part.program() != null) {
            programSymbols.put(part.name(), symbol);
        }
    }

    private Place place(int function) {
        return Objects.requireNonNull(places.get(function));
    }

    /** The code as a compiler leaves it to the linker: nothing in an instruction but what its symbol does not say. */
    private Code unlinked(Shared function) {
        List<Instruction> instructions = new ArrayList<>();
        for (Code.Placed placed : function.part().code()) {
            Reference reference = function.part().references().get(placed.slot());
            Integer callee = function.calls().get(placed.slot());
            instructions.add(switch (placed.instruction()) {
                case LoadWide load when callee != null -> constant(load, byStart(callee) ? place(callee).start() : 0);
                case LoadWide load when reference instanceof Reference.ToMapValue value ->
                    constant(load, value.name().equals(SectionRole.KCONFIG) ? 0 : value.offset());
                case LoadWide load when reference != null -> constant(load, 0);
                case Unknown unknown when reference != null -> throw new IllegalArgumentException(spec.name()
                        + ", function " + function.part().name() + ", instruction " + placed.slot() + " refers to "
                        + reference.name() + ", but is no instruction: " + unknown.reason());
                case Instruction call when reference != null -> new CallLocal(-1);
                case Instruction other -> other;
            });
        }
        return Code.of(instructions);
    }

    private static LoadWide constant(LoadWide load, int low) {
        return new LoadWide(load.dst(), WideSource.CONSTANT, low, 0);
    }

    /** Whether loads name a function by its place in {@code .text}, the form in which libbpf takes static ones. */
    private boolean byStart(int function) {
        Place place = place(function);
        return !place.global() && place.section().equals(SectionRole.TEXT);
    }

    /**
     * Adds the relocations of all instructions that refer to something. Externs get a symbol even where no instruction
     * refers to them: libbpf looks for one of each that BTF declares.
     */
    void relocate(MapWriter maps) {
        declareExterns();
        sections.forEach((name, functions) -> {
            int section = Objects.requireNonNull(sectionNumbers.get(name));
            for (Shared function : functions) {
                int start = place(function.number()).start();
                function.calls().forEach((slot, callee) -> {
                    boolean wide = function.part().code().at(slot) instanceof LoadWide;
                    int symbol = wide && byStart(callee)
                            ? textSymbol
                            : Objects.requireNonNull(functionSymbols.get(callee));
                    relocate(section, start, slot, wide, symbol);
                });
                function.part()
                        .references()
                        .forEach((slot, reference) -> relocate(section, start, slot,
                                function.part().code().at(slot) instanceof LoadWide, symbol(reference, maps)));
            }
        });
    }

    private void declareExterns() {
        spec.variables().values().forEach(variable -> {
            if (variable.map().equals(SectionRole.KCONFIG)) {
                externSymbol(variable.name(), variable.weak());
            }
        });
        Set<String> required = new HashSet<>();
        spec.programs().values().forEach(program -> program.references().values().forEach(reference -> {
            if (reference instanceof Reference.ToKernelVariable(var name, var typed, var weak) && !weak
                    || reference instanceof Reference.ToKernelFunction(var function, var optional, _) && !optional) {
                required.add(reference.name());
            }
        }));
        Btf btf = spec.btf();
        if (btf != null && btf.type(btf.find(SectionRole.KSYMS, BtfType.DataSection.class)
                .orElse(0)) instanceof BtfType.DataSection externs) {
            externs.entries()
                    .forEach(entry -> externSymbol(btf.name(entry.type()),
                            !required.contains(btf.name(entry.type()))));
        }
    }

    private void relocate(int section, int start, int slot, boolean wide, int symbol) {
        elf.addRelocation(section, start + slot * (long) SLOT_BYTES, wide ? Elf.R_BPF_64_64 : Elf.R_BPF_64_32,
                symbol);
    }

    private int symbol(Reference reference, MapWriter maps) {
        return switch (reference) {
            case Reference.ToMap(var name) -> maps.symbol(name);
            case Reference.ToMapValue(var name, var offset) when name.equals(SectionRole.KCONFIG) ->
                configSymbol(offset);
            case Reference.ToMapValue(var name, var offset) -> maps.dataSymbol(name);
            case Reference.ToKernelVariable(var name, var typed, var weak) -> externSymbol(name, weak);
            case Reference.ToKernelFunction(var name, var weak, _) -> externSymbol(name, weak);
        };
    }

    private int configSymbol(int offset) {
        for (VariableSpec variable : spec.variables().values()) {
            if (variable.map().equals(SectionRole.KCONFIG) && variable.offset() == offset) {
                return externSymbol(variable.name(), variable.weak());
            }
        }
        throw new IllegalArgumentException(
                spec.name() + " refers to byte " + offset + " of .kconfig, where no variable starts");
    }

    private int externSymbol(String name, boolean weak) {
        Btf btf = spec.btf();
        if (btf == null || btf.ids(name)
                .noneMatch(id -> btf.kind(id) == BtfKind.VAR
                        || btf.kind(id) == BtfKind.FUNC)) {
            throw new IllegalArgumentException(
                    spec.name() + " refers to extern " + name + ", which its BTF does not declare");
        }
        return externSymbols.computeIfAbsent(name, unknown -> elf.addSymbol(name, ElfSymbol.Type.NONE,
                weak ? ElfSymbol.Binding.WEAK : ElfSymbol.Binding.GLOBAL, 0, 0, 0));
    }

    /** Symbols of the programs by name. */
    Map<String, Integer> programSymbols() {
        return programSymbols;
    }

    /** What {@code .BTF.ext} says about the functions; nothing without BTF. */
    BtfExt debugInfo() {
        List<InSection<BtfExt.FuncInfo>> functionInfo = new ArrayList<>();
        List<InSection<BtfExt.LineInfo>> lines = new ArrayList<>();
        List<InSection<BtfExt.CoreRelocation>> relocations = new ArrayList<>();
        if (spec.btf() != null) {
            sections.forEach((name, functions) -> {
                add(functionInfo, name, functions, CodeWriter::functionInfo);
                add(lines, name, functions, CodeWriter::lines);
                add(relocations, name, functions, CodeWriter::relocations);
            });
        }
        return new BtfExt(functionInfo, lines, relocations);
    }

    private <R> void add(List<InSection<R>> all, String section, List<Shared> functions,
            BiFunction<FunctionPart, Integer, List<R>> records) {
        List<R> found = new ArrayList<>();
        functions.forEach(function -> found.addAll(
                records.apply(function.part(), place(function.number()).start())));
        if (!found.isEmpty()) {
            all.add(new InSection<>(section, found));
        }
    }

    private static List<BtfExt.FuncInfo> functionInfo(FunctionPart part, int start) {
        return part.typeId() == 0 ? List.of() : List.of(new BtfExt.FuncInfo(start, part.typeId()));
    }

    private static List<BtfExt.LineInfo> lines(FunctionPart part, int start) {
        return part.lines()
                .stream()
                .map(line -> new BtfExt.LineInfo(start + line.slot() * SLOT_BYTES, line.file(), line.line(),
                        line.column(), line.text()))
                .toList();
    }

    private static List<BtfExt.CoreRelocation> relocations(FunctionPart part, int start) {
        return part.coreRelocations()
                .stream()
                .map(core -> new BtfExt.CoreRelocation(start + core.slot() * SLOT_BYTES, core.typeId(),
                        core.access(), CORE_KINDS[core.kind()]))
                .toList();
    }
}
