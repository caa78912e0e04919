package dev.osmia.object.internal;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.WideSource;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A function cut out of a linked program; slots count from its start.
 *
 * @param program the program whose entry it is, or null
 * @param code with calls of other functions as a compiler leaves them to the linker
 * @param calls index of the function in the same program that an instruction calls or loads the address of
 */
record FunctionPart(@Nullable ProgramSpec program, String name, int typeId, Code code,
        SortedMap<Integer, Reference> references, SortedMap<Integer, Integer> calls, List<SourceLine> lines,
        List<CoreRelocation> coreRelocations) {

    /** What two copies of the same function have in common. */
    Object shape() {
        return List.of(name, typeId, code, references, calls.keySet(), lines, coreRelocations);
    }

    /** Cuts a program apart. */
    static List<FunctionPart> of(ProgramSpec program) {
        TreeMap<Integer, Subprogram> subprograms = new TreeMap<>();
        program.subprograms().forEach(subprogram -> subprograms.put(subprogram.slot(), subprogram));
        subprograms.putIfAbsent(0, new Subprogram(0, program.name(), 0));
        List<Integer> starts = List.copyOf(subprograms.keySet());
        List<FunctionPart> parts = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int end = i + 1 < starts.size() ? starts.get(i + 1) : program.code().slots();
            Subprogram subprogram = subprograms.get(starts.get(i));
            if (subprogram != null) {
                parts.add(cut(program, i == 0, subprogram, end, starts));
            }
        }
        return parts;
    }

    private static FunctionPart cut(ProgramSpec program, boolean entry, Subprogram subprogram, int end,
            List<Integer> starts) {
        int start = subprogram.slot();
        List<Instruction> instructions = new ArrayList<>();
        SortedMap<Integer, Integer> calls = new TreeMap<>();
        for (Code.Placed placed : program.code()) {
            if (placed.slot() >= start && placed.slot() < end) {
                instructions.add(unlinked(program, placed, start, end, starts, calls));
            }
        }
        List<SourceLine> lines = new ArrayList<>();
        for (SourceLine line : program.lines()) {
            if (line.slot() >= start && line.slot() < end) {
                lines.add(new SourceLine(line.slot() - start, line.fileOffset(), line.textOffset(), line.file(),
                        line.text(), line.line(), line.column()));
            }
        }
        List<CoreRelocation> core = program.coreRelocations()
                .stream()
                .filter(relocation -> relocation.slot() >= start && relocation.slot() < end)
                .map(relocation -> new CoreRelocation(relocation.slot() - start, relocation.typeId(),
                        relocation.access(), relocation.kind()))
                .toList();
        SortedMap<Integer, Reference> references = new TreeMap<>();
        for (Map.Entry<Integer, Reference> reference : program.references().subMap(start, end).entrySet()) {
            references.put(reference.getKey() - start, reference.getValue());
        }
        return new FunctionPart(entry ? program : null, entry ? program.name() : subprogram.name(),
                subprogram.typeId(), Code.of(instructions), references, calls, lines, core);
    }

    private static Instruction unlinked(ProgramSpec program, Code.Placed placed, int start, int end,
            List<Integer> starts, SortedMap<Integer, Integer> calls) {
        int distance;
        boolean call = placed.instruction() instanceof CallLocal;
        if (placed.instruction() instanceof CallLocal(var offset)) {
            distance = offset;
        } else if (placed.instruction() instanceof LoadWide(var dst, var source, var low, var high)
                && source == WideSource.FUNCTION) {
            distance = low;
        } else {
            return placed.instruction();
        }
        long target = placed.slot() + 1L + distance;
        if (call && target >= start && target < end) {
            return placed.instruction();
        }
        int callee = starts.indexOf((int) target);
        if (callee < 0 || target != (int) target) {
            throw new IllegalArgumentException("program " + program.name() + ", instruction " + placed.slot()
                    + " calls slot " + target + ", where no subprogram starts");
        }
        calls.put(placed.slot() - start, callee);
        return placed.instruction() instanceof LoadWide load
                ? new LoadWide(load.dst(), WideSource.FUNCTION, 0, 0)
                : new CallLocal(-1);
    }
}
