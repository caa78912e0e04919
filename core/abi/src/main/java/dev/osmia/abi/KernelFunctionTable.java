package dev.osmia.abi;

import dev.osmia.abi.KernelFunction.Registration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code kfuncs.txt}, and {@code kfunc-prototypes.txt} when a prototype is asked for first. */
final class KernelFunctionTable {
    private static final String NONE = "-";

    private final Map<String, Set<ProgramType>> hooks = new HashMap<>();
    private final Map<String, String> destructors = new LinkedHashMap<>();
    private final Map<String, KernelFunction> functions;

    private KernelFunctionTable() {
        hooks.put("all", EnumSet.allOf(ProgramType.class));
        hooks.put("nobody", Set.of());
        Map<String, List<Registration>> byName = new LinkedHashMap<>();
        KernelFunctionSet set = new KernelFunctionSet("", Set.of(), Set.of(), Set.of(), false);
        for (String line : TableText.lines("kfuncs.txt")) {
            List<String> words = TableText.words(line);
            switch (words.getFirst()) {
                case "hook" -> hooks.put(words.get(1), programs(words.subList(2, words.size())));
                case "set" -> set = set(words);
                case "destructor" -> destructors.put(words.get(1), words.get(2));
                default -> byName.computeIfAbsent(words.getFirst(), name -> new ArrayList<>(1))
                        .add(new Registration(set, flags(words.get(1))));
            }
        }
        Map<String, KernelFunction> all = new LinkedHashMap<>();
        byName.forEach((name, registrations) -> all.put(name, new KernelFunction(name, registrations)));
        functions = Collections.unmodifiableMap(all);
    }

    static KernelFunctionTable get() {
        return Holder.TABLE;
    }

    Optional<KernelFunction> named(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    Collection<KernelFunction> all() {
        return functions.values();
    }

    Optional<String> destructor(String structure) {
        return Optional.ofNullable(destructors.get(structure));
    }

    Optional<HelperPrototype> prototype(String name) {
        return Optional.ofNullable(Prototypes.BY_NAME.get(name));
    }

    private KernelFunctionSet set(List<String> words) {
        List<String> programs = new ArrayList<>();
        Set<AttachType> attachTypes = EnumSet.noneOf(AttachType.class);
        Set<String> operations = new HashSet<>();
        boolean modifiable = false;
        for (int at = 2; at < words.size(); at++) {
            switch (words.get(at)) {
                case "at" -> TableText.split(words.get(++at), ',')
                        .forEach(name -> attachTypes.add(AttachType.valueOf(name)));
                case "in" -> operations.addAll(TableText.split(words.get(++at), ','));
                case "fmodret" -> modifiable = true;
                default -> programs.add(words.get(at));
            }
        }
        return new KernelFunctionSet(words.get(1), programs(programs), attachTypes, operations, modifiable);
    }

    private Set<ProgramType> programs(List<String> names) {
        Set<ProgramType> programs = EnumSet.noneOf(ProgramType.class);
        for (String name : names) {
            Set<ProgramType> hook = hooks.get(name);
            programs.addAll(hook == null ? Set.of(ProgramType.valueOf(name)) : hook);
        }
        return programs;
    }

    private static Set<KernelFunctionFlag> flags(String text) {
        Set<KernelFunctionFlag> flags = EnumSet.noneOf(KernelFunctionFlag.class);
        if (!text.equals(NONE)) {
            for (String name : TableText.split(text, ',')) {
                flags.add(KernelFunctionFlag.valueOf(TypeText.upperCase(name)));
            }
        }
        return flags;
    }

    private static final class Holder {
        private static final KernelFunctionTable TABLE = new KernelFunctionTable();
    }

    private static final class Prototypes {
        private static final Map<String, HelperPrototype> BY_NAME = read();

        private static Map<String, HelperPrototype> read() {
            Map<String, HelperPrototype> byName = new HashMap<>();
            for (String line : TableText.lines("kfunc-prototypes.txt")) {
                List<String> words = TableText.words(line);
                byName.put(words.getFirst(), TypeText.prototype(NONE, words.subList(1, words.size())));
            }
            return byName;
        }
    }
}
