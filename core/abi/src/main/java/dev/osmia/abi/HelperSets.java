package dev.osmia.abi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which helpers programs of a type may call in Linux 6.18, by a loader with every capability: the {@code *_func_proto}
 * functions as data. A program that replaces another ({@link ProgramType#EXT}) may call what the other may and has no
 * set of its own. {@code TRACING} programs on some functions and {@code LSM} programs on some hooks may call fewer:
 * {@code bpf_d_path} is for iterators, a list of functions and sleepable hooks.
 */
public final class HelperSets {
    private static final String INCLUDE = "@";
    private static final String WITHOUT = "-";
    private static final String PERFMON = "perfmon";

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Set<Helper>> sets = new ConcurrentHashMap<>();

    private HelperSets() {
        for (String line : TableText.lines("helper-sets.txt")) {
            int colon = line.indexOf(':');
            texts.put(line.substring(0, colon), line.substring(colon + 1));
        }
    }

    /** What a program of the type may call wherever it is to be attached. The set cannot be changed. */
    public static Set<Helper> of(ProgramType program) {
        return Holder.SETS.of(List.of(program.name()));
    }

    /** What a program of the type may call that expects to be attached to a certain place. */
    public static Set<Helper> of(ProgramType program, AttachType attach) {
        return Holder.SETS.of(List.of(program.name(), program + "/" + attach));
    }

    /**
     * What a program may call that expects to be attached to a certain place and is for a certain target.
     *
     * @param target what the section name says after the place, such as {@code tcp} for an iterator over TCP sockets
     */
    public static Set<Helper> of(ProgramType program, AttachType attach, String target) {
        return Holder.SETS.of(List.of(program.name(), program + "/" + attach, program + "/" + attach + "/" + target));
    }

    /**
     * What a {@code STRUCT_OPS} program may call that is one of the functions of a structure.
     *
     * @param structure the structure in the kernel, such as {@code tcp_congestion_ops}
     * @param function its member, such as {@code release}
     */
    public static Set<Helper> ofOperation(String structure, String function) {
        String program = ProgramType.STRUCT_OPS.name();
        return Holder.SETS.of(List.of(program, program + "/" + structure,
                program + "/" + structure + "." + function));
    }

    /**
     * What programs of a type may only call if their loader has CAP_PERFMON, or CAP_SYS_ADMIN. Without it some types are
     * not loaded at all: their helpers are not all among these.
     */
    public static Set<Helper> onlyWithPerfmon(ProgramType program) {
        return Holder.SETS.of(List.of(PERFMON, PERFMON + "/" + program));
    }

    private Set<Helper> of(List<String> names) {
        String rows = String.join(" ", names);
        Set<Helper> known = sets.get(rows);
        if (known != null) {
            return known;
        }
        var helpers = EnumSet.noneOf(Helper.class);
        for (String name : names) {
            change(helpers, name);
        }
        Set<Helper> all = Collections.unmodifiableSet(helpers);
        sets.put(rows, all);
        return all;
    }

    /** Adds what a row adds, and takes out what it takes out. */
    private void change(Set<Helper> helpers, String row) {
        for (String word : TableText.words(texts.getOrDefault(row, ""))) {
            if (word.startsWith(WITHOUT)) {
                helpers.removeAll(named(word.substring(WITHOUT.length())));
            } else {
                helpers.addAll(named(word));
            }
        }
    }

    private Set<Helper> named(String word) {
        if (!word.startsWith(INCLUDE)) {
            return EnumSet.of(Helper.valueOf(TypeText.upperCase(word)));
        }
        var helpers = EnumSet.noneOf(Helper.class);
        change(helpers, word.substring(INCLUDE.length()));
        return helpers;
    }

    private static final class Holder {
        private static final HelperSets SETS = new HelperSets();
    }
}
