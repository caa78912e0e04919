package dev.osmia.abi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to know of a table of functions that programs fill in ({@code struct_ops}), beside its type (Linux 6.18).
 *
 * @param struct the name of its type
 * @param stubs what the names of the kernel's own functions for it begin with
 * @param unsupported members that programs cannot be attached to
 * @param sleepable the only members that sleeping programs can be attached to; empty if it makes no difference
 * @param subtypes the structs that arguments really are, by those that the prototypes name
 */
public record StructOps(String struct, String stubs, Set<String> unsupported, Set<String> sleepable,
        Map<String, String> subtypes) {
    private static final String SLEEPABLE = "sleepable-";

    /** Keeps copies. */
    public StructOps {
        unsupported = Set.copyOf(unsupported);
        sleepable = Set.copyOf(sleepable);
        subtypes = Map.copyOf(subtypes);
    }

    /** The table of functions of that type; whether a kernel has it is said by its BTF. */
    public static StructOps of(String struct) {
        StructOps row = Holder.BY_STRUCT.get(struct);
        return row != null ? row : new StructOps(struct, struct + "__", Set.of(), Set.of(), Map.of());
    }

    private static StructOps read(List<String> words) {
        Set<String> unsupported = new HashSet<>();
        Set<String> sleepable = new HashSet<>();
        Map<String, String> subtypes = new HashMap<>();
        for (String rule : words.subList(2, words.size())) {
            int equals = rule.indexOf('=');
            if (equals > 0) {
                subtypes.put(rule.substring(0, equals), rule.substring(equals + 1));
            } else if (rule.startsWith(SLEEPABLE)) {
                sleepable.add(rule.substring(SLEEPABLE.length()));
            } else {
                unsupported.add(rule.substring(1));
            }
        }
        return new StructOps(words.get(0), words.get(1), unsupported, sleepable, subtypes);
    }

    private static final class Holder {
        private static final Map<String, StructOps> BY_STRUCT = new HashMap<>();

        static {
            for (String line : TableText.lines("struct-ops.txt")) {
                StructOps row = read(TableText.words(line));
                BY_STRUCT.put(row.struct(), row);
            }
        }
    }
}
