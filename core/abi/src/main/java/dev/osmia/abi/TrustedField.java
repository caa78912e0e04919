package dev.osmia.abi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member of one of the kernel's structs through which trust is passed on: a pointer that is loaded from it can be trusted,
 * as the object that it is loaded from can (Linux 6.18).
 *
 * @param structure the struct that has the member
 * @param field the member's name
 * @param target the struct that it points to
 * @param needsRcu whether it is trusted in RCU read sections only
 * @param isNullable whether it may be null
 */
public record TrustedField(String structure, String field, String target, boolean needsRcu, boolean isNullable) {

    /** What is known of a member, if trust is passed on through it. */
    public static Optional<TrustedField> of(String structure, String field, String target) {
        return Holder.BY_STRUCTURE.getOrDefault(structure, List.of())
                .stream()
                .filter(row -> row.field.equals(field) && row.target.equals(target))
                .findFirst();
    }

    /** All of them. */
    public static List<TrustedField> all() {
        return Holder.ALL;
    }

    private static TrustedField read(String line) {
        List<String> words = TableText.words(line);
        String trust = words.getFirst();
        return new TrustedField(words.get(1), words.get(2), words.get(3), trust.startsWith("rcu"), trust.endsWith("?"));
    }

    private static final class Holder {
        private static final List<TrustedField> ALL = TableText.lines("trusted-fields.txt")
                .stream()
                .map(TrustedField::read)
                .toList();
        private static final Map<String, List<TrustedField>> BY_STRUCTURE = new HashMap<>();

        static {
            for (TrustedField row : ALL) {
                BY_STRUCTURE.computeIfAbsent(row.structure, name -> new ArrayList<>()).add(row);
            }
        }
    }
}
