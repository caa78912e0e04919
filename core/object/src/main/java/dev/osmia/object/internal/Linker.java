package dev.osmia.object.internal;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.WideSource;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;
import dev.osmia.object.elf.ElfFile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts all functions that a program needs behind it, each once, and makes its calls relative. */
final class Linker {
    /**
     * Instructions, source lines and CO-RE relocations that all programs of a file may have together. Every program
     * gets its own copy of the functions that it calls, so that a small file could ask for any amount; Linux takes no
     * program of more than a million instructions.
     */
    private static final long MAX_WEIGHT = 1 << 22;

    private final ElfFile elf;
    private final FunctionReader functions;
    private long weight;

    /** A program's code with its functions, and what goes with it; slots count from the start of the program. */
    record Linked(Code code, TreeMap<Integer, Reference> references, List<Subprogram> subprograms,
            List<SourceLine> lines, List<CoreRelocation> coreRelocations) {}

    Linker(ElfFile elf, FunctionReader functions) {
        this.elf = elf;
        this.functions = functions;
    }

    Linked link(Function program) {
        Map<Function, Integer> starts = starts(program);
        List<Instruction> instructions = new ArrayList<>();
        Linked linked = new Linked(Code.of(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>());
        starts.forEach((function, start) -> {
            FunctionBody body = functions.body(function);
            for (Code.Placed placed : body.code()) {
                Function callee = body.calls().get(placed.slot());
                Integer target = callee == null ? null : starts.get(callee);
                instructions.add(target == null
                        ? placed.instruction()
                        : aimed(placed.instruction(), target - (start + placed.slot() + 1)));
            }
            body.references().forEach((slot, reference) -> linked.references().put(start + slot, reference));
            linked.subprograms().add(new Subprogram(start, function.name(), body.typeId()));
            body.lines()
                    .forEach(line -> linked.lines()
                            .add(new SourceLine(start + line.slot(), line.fileOffset(),
                                    line.textOffset(), line.file(), line.text(), line.line(), line.column())));
            body.coreRelocations()
                    .forEach(core -> linked.coreRelocations()
                            .add(
                                    new CoreRelocation(start + core.slot(), core.typeId(), core.access(),
                                            core.kind())));
        });
        return new Linked(Code.of(instructions), linked.references(), linked.subprograms(), linked.lines(),
                linked.coreRelocations());
    }

    /** Each function stands in front of those that it calls first, as libbpf lays them out. */
    private Map<Function, Integer> starts(Function program) {
        Map<Function, Integer> starts = new LinkedHashMap<>();
        Deque<Iterator<Function>> open = new ArrayDeque<>();
        open.push(List.of(program).iterator());
        int end = 0;
        while (!open.isEmpty()) {
            if (!open.element().hasNext()) {
                open.remove();
                continue;
            }
            Function function = open.element().next();
            if (starts.putIfAbsent(function, end) == null) {
                FunctionBody body = functions.body(function);
                weigh(function, body);
                end += body.code().slots();
                open.push(body.calls().values().iterator());
            }
        }
        return starts;
    }

    private void weigh(Function function, FunctionBody body) {
        weight += body.weight();
        if (weight > MAX_WEIGHT) {
            throw elf.fault(function.section(), function.start(),
                    "programs with their functions, expected to come to at most "
                            + MAX_WEIGHT + " instructions and source lines, come to more");
        }
    }

    private static Instruction aimed(Instruction instruction, int distance) {
        return switch (instruction) {
            case LoadWide load -> new LoadWide(load.dst(), WideSource.FUNCTION, distance, 0);
            case CallLocal call -> new CallLocal(distance);
            default -> throw new IllegalStateException("calls nothing: " + instruction);
        };
    }
}
