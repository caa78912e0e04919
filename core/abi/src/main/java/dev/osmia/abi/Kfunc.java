package dev.osmia.abi;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kernel function that programs call by name ({@code __ksym}). Unlike the {@linkplain Helper helpers} these are no fixed
 * interface: the ones known here are a part of those of Linux 6.18.
 *
 * @param name its name, such as {@code bpf_iter_num_new}
 * @param programs the program types that may call it
 * @param prototype what a call takes and gives
 */
public record Kfunc(String name, Set<ProgramType> programs, HelperPrototype prototype) {
    private static final String ALL = "all";

    /** Keeps a copy of the set. */
    public Kfunc {
        programs = Set.copyOf(programs);
    }

    /** The function of a name, if it is known here. */
    public static Optional<Kfunc> named(String name) {
        return Optional.ofNullable(Holder.BY_NAME.get(name));
    }

    /** Every function that is known here. */
    public static Collection<Kfunc> all() {
        return Holder.BY_NAME.values();
    }

    private static Map<String, Kfunc> read() {
        Map<String, Kfunc> byName = new LinkedHashMap<>();
        for (String line : TableText.lines("kfuncs.txt")) {
            List<String> columns = TableText.words(line);
            String name = columns.getFirst();
            byName.put(name, new Kfunc(name, programs(columns.get(1)), TypeText.prototype(columns)));
        }
        return Collections.unmodifiableMap(byName);
    }

    private static Set<ProgramType> programs(String text) {
        if (text.equals(ALL)) {
            return EnumSet.allOf(ProgramType.class);
        }
        Set<ProgramType> programs = EnumSet.noneOf(ProgramType.class);
        TableText.split(text, ',').forEach(name -> programs.add(ProgramType.valueOf(name)));
        return programs;
    }

    private static final class Holder {
        private static final Map<String, Kfunc> BY_NAME = read();
    }
}
