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
 * set of its own. {@code TRACING} programs on some functions and {@code LSM} programs on some hooks may call fewer.
 */
public final class HelperSets {
    private static final String INCLUDE = "@";

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
        return Holder.SETS.named(program.name());
    }

    /** What a program of the type may call that expects to be attached to a certain place. */
    public static Set<Helper> of(ProgramType program, AttachType attach) {
        Set<Helper> more = Holder.SETS.named(program + "/" + attach);
        if (more.isEmpty()) {
            return of(program);
        }
        var all = EnumSet.copyOf(more);
        all.addAll(of(program));
        return Collections.unmodifiableSet(all);
    }

    private Set<Helper> named(String name) {
        Set<Helper> known = sets.get(name);
        if (known != null) {
            return known;
        }
        Set<Helper> helpers = read(TableText.words(texts.getOrDefault(name, "")));
        sets.put(name, helpers);
        return helpers;
    }

    private Set<Helper> read(List<String> words) {
        var helpers = EnumSet.noneOf(Helper.class);
        for (String word : words) {
            if (word.startsWith(INCLUDE)) {
                helpers.addAll(named(word.substring(INCLUDE.length())));
            } else {
                helpers.add(Helper.valueOf(TypeText.upperCase(word)));
            }
        }
        return Collections.unmodifiableSet(helpers);
    }

    private static final class Holder {
        private static final HelperSets SETS = new HelperSets();
    }
}
