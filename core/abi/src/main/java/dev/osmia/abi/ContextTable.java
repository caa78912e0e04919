package dev.osmia.abi;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The layouts and access rules of {@code contexts.txt}, taken apart when they are asked for. */
final class ContextTable {
    private static final String ALL = "all";
    private static final String EXCEPT = "-";

    /** A structure's own line and those of its fields. */
    private final Map<String, List<String>> structures = new HashMap<>();
    private final Map<String, List<Rule>> rules = new HashMap<>();

    /** A line that says which fields of a structure may be read, written or both. */
    private record Rule(String structure, List<String> words) {
        boolean isAbout(String how) {
            return words.getFirst().equals(how) || words.getFirst().equals("both");
        }

        List<String> names() {
            return words.subList(2, words.size());
        }
    }

    private ContextTable() {
        String structure = "";
        List<String> lines = List.of();
        for (String line : TableText.lines("contexts.txt")) {
            if (line.startsWith("struct ")) {
                structure = TableText.words(line).get(1);
                lines = new ArrayList<>();
                structures.put(structure, lines);
            }
            if (line.startsWith("struct ") || line.startsWith("field ")) {
                lines.add(line);
            } else {
                var rule = new Rule(structure, TableText.words(line));
                for (String programs : TableText.split(rule.words().get(1), ',')) {
                    rules.computeIfAbsent(programs, name -> new ArrayList<>()).add(rule);
                }
            }
        }
    }

    static ContextTable get() {
        return Holder.TABLE;
    }

    Optional<ContextLayout> layout(String structure) {
        List<String> lines = structures.get(structure);
        if (lines == null) {
            return Optional.empty();
        }
        var fields = new ArrayList<ContextField>();
        for (String line : lines.subList(1, lines.size())) {
            fields.add(field(TableText.words(line)));
        }
        int size = Integer.parseInt(TableText.words(lines.getFirst()).get(2));
        return Optional.of(new ContextLayout(structure, size, fields));
    }

    /** The rules for {@code TYPE}, or for {@code TYPE/ATTACH_TYPE} when those differ from the type's. */
    Optional<ContextAccess> access(String programs) {
        @Nullable
        List<Rule> own = rules.get(programs);
        if (own == null) {
            return Optional.empty();
        }
        int slash = programs.indexOf('/');
        var all = new ArrayList<>(slash < 0 ? List.of() : rules.getOrDefault(programs.substring(0, slash), List.of()));
        all.addAll(own);
        return layout(own.getFirst().structure())
                .map(layout -> new ContextAccess(layout, allowed(layout, all, "read"), allowed(layout, all, "write")));
    }

    private static List<ContextField> allowed(ContextLayout layout, List<Rule> rules, String how) {
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (rule.isAbout(how)) {
                names.addAll(rule.names());
            }
        }
        var fields = new ArrayList<ContextField>();
        for (ContextField field : layout.fields()) {
            if (names.contains(field.name()) || names.contains(ALL) && !names.contains(EXCEPT + field.name())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static ContextField field(List<String> words) {
        return new ContextField(words.get(1), Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)),
                Integer.parseInt(words.get(4)), FieldKind.valueOf(TypeText.upperCase(words.get(5))),
                AccessWidth.valueOf(TypeText.upperCase(words.get(6))));
    }

    private static final class Holder {
        private static final ContextTable TABLE = new ContextTable();
    }
}
