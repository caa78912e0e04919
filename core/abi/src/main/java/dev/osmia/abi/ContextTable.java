package dev.osmia.abi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The layouts and access rules of {@code contexts.txt}, read when the first one is asked for. */
final class ContextTable {
    private static final String ALL = "all";
    private static final String EXCEPT = "-";

    private final Map<String, ContextLayout> layouts = new HashMap<>();
    private final Map<String, Access> accesses = new HashMap<>();

    /** The names of the fields of a structure that programs may use. */
    private record Access(String structure, Set<String> readable, Set<String> writable) {
        Access(String structure) {
            this(structure, new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    private ContextTable() {
        String structure = "";
        for (String line : TableText.lines("contexts.txt")) {
            List<String> words = TableText.words(line);
            switch (words.get(0)) {
                case "struct" -> {
                    structure = words.get(1);
                    layouts.put(structure, new ContextLayout(structure, Integer.parseInt(words.get(2)), List.of()));
                }
                case "field" -> layouts.computeIfPresent(structure, (name, layout) -> with(layout, field(words)));
                case "read", "write", "both" -> allow(structure, words);
                default -> throw new IllegalStateException("contexts.txt: " + line);
            }
        }
    }

    static ContextTable get() {
        return Holder.TABLE;
    }

    Optional<ContextLayout> layout(String structure) {
        return Optional.ofNullable(layouts.get(structure));
    }

    /** The rules for {@code TYPE}, or for {@code TYPE/ATTACH_TYPE} when those differ from the type's. */
    Optional<ContextAccess> access(String programs) {
        Access access = accesses.get(programs);
        if (access == null) {
            return Optional.empty();
        }
        int slash = programs.indexOf('/');
        Access wider = slash < 0 ? access : accesses.getOrDefault(programs.substring(0, slash), access);
        return layout(access.structure()).map(layout -> new ContextAccess(layout,
                layout.fields().stream().filter(field -> isIn(field, access.readable(), wider.readable())).toList(),
                layout.fields().stream().filter(field -> isIn(field, access.writable(), wider.writable())).toList()));
    }

    private static boolean isIn(ContextField field, Set<String> names, Set<String> more) {
        return names.contains(field.name()) || more.contains(field.name());
    }

    private void allow(String structure, List<String> words) {
        String how = words.get(0);
        for (String programs : TableText.split(words.get(1), ',')) {
            Access access = accesses.computeIfAbsent(programs, name -> new Access(structure));
            if (!how.equals("write")) {
                change(access.readable(), structure, words);
            }
            if (!how.equals("read")) {
                change(access.writable(), structure, words);
            }
        }
    }

    private void change(Set<String> names, String structure, List<String> words) {
        for (String name : words.subList(2, words.size())) {
            if (name.equals(ALL)) {
                layout(structure).ifPresent(layout -> layout.fields().forEach(field -> names.add(field.name())));
            } else if (name.startsWith(EXCEPT)) {
                names.remove(name.substring(EXCEPT.length()));
            } else {
                names.add(name);
            }
        }
    }

    private static ContextField field(List<String> words) {
        return new ContextField(words.get(1), Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)),
                Integer.parseInt(words.get(4)), FieldKind.valueOf(TypeText.upperCase(words.get(5))),
                AccessWidth.valueOf(TypeText.upperCase(words.get(6))));
    }

    private static ContextLayout with(ContextLayout layout, ContextField field) {
        var fields = new ArrayList<>(layout.fields());
        fields.add(field);
        return new ContextLayout(layout.structure(), layout.size(), fields);
    }

    private static final class Holder {
        private static final ContextTable TABLE = new ContextTable();
    }
}
