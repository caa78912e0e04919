package dev.osmia.object.internal;

import dev.osmia.object.ProgramSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions of all programs, those that programs share only once. Two copies are the same function if they look the
 * same and call the same functions: functions that look the same are told apart by what they call until nothing changes.
 */
final class SharedFunctions {
    private final List<FunctionPart> parts = new ArrayList<>();
    /** For each part where its program starts in {@link #parts}, which calls count from. */
    private final List<Integer> bases = new ArrayList<>();
    private final int[] classes;

    SharedFunctions(Iterable<ProgramSpec> programs) {
        for (ProgramSpec program : programs) {
            int base = parts.size();
            for (FunctionPart part : FunctionPart.of(program)) {
                parts.add(part);
                bases.add(base);
            }
        }
        classes = new int[parts.size()];
        int before = 0;
        int count = classify(index -> parts.get(index).shape());
        while (count > before) {
            before = count;
            count = classify(index -> List.of(classes[index], callees(index)));
        }
    }

    private int classify(java.util.function.IntFunction<Object> key) {
        Map<Object, Integer> numbers = new HashMap<>();
        int[] next = new int[classes.length];
        for (int i = 0; i < next.length; i++) {
            int fresh = numbers.size();
            next[i] = numbers.computeIfAbsent(key.apply(i), unknown -> fresh);
        }
        System.arraycopy(next, 0, classes, 0, next.length);
        return numbers.size();
    }

    private List<Integer> callees(int index) {
        return parts.get(index).calls().values().stream().map(callee -> classes[bases.get(index) + callee]).toList();
    }

    /** A function that is written once. */
    record Shared(int number, FunctionPart part, Map<Integer, Integer> calls) {}

    /** The functions by number; of equal parts the one that is a program's entry stands for all. */
    Map<Integer, Shared> functions() {
        Map<Integer, Shared> functions = new LinkedHashMap<>();
        for (int i = 0; i < classes.length; i++) {
            FunctionPart part = parts.get(i);
            int base = bases.get(i);
            Map<Integer, Integer> calls = new LinkedHashMap<>();
            part.calls().forEach((slot, callee) -> calls.put(slot, classes[base + callee]));
            Shared shared = new Shared(classes[i], part, calls);
            functions.merge(classes[i], shared, (first, second) -> first.part().program() == null ? second : first);
        }
        return functions;
    }
}
