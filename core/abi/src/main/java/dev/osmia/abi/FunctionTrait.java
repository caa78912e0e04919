package dev.osmia.abi;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What Linux 6.18 knows of single functions of its own that programs are attached to. */
public enum FunctionTrait {
    /** No {@code TRACING} program can be attached to it. */
    UNTRACEABLE,
    /** It never returns, so that nothing can be attached behind it. */
    NO_RETURN,
    /** A security hook that programs cannot be attached to. */
    LSM_DISABLED,
    /** A security hook where programs may sleep. */
    LSM_SLEEPABLE,
    /** A security hook whose arguments are not to be trusted. */
    LSM_UNTRUSTED,
    /** A security hook that returns 0 or 1, and not 0 or an error. */
    LSM_BOOLEAN,
    /** Programs may change what it returns. */
    MODIFIABLE,
    /** As {@link #MODIFIABLE}, and programs may sleep there. */
    MODIFIABLE_SLEEPABLE,
    /** Errors can be injected there in a kernel that is built for that: programs may sleep and change what it returns. */
    ERROR_INJECTION,
    /** As {@link #ERROR_INJECTION}, but programs may not sleep there. */
    NOT_SLEEPABLE;

    private static final String ANY = "*";

    /** Whether a function has it. */
    public boolean isOf(String function) {
        Functions functions = Holder.FUNCTIONS.getOrDefault(this, Functions.NONE);
        return functions.names().contains(function) || functions.starts().stream().anyMatch(function::startsWith);
    }

    /** The functions that are named one by one. */
    public Set<String> names() {
        return Holder.FUNCTIONS.getOrDefault(this, Functions.NONE).names();
    }

    private record Functions(Set<String> names, List<String> starts) {
        private static final Functions NONE = new Functions(Set.of(), List.of());

        private static Functions of(List<String> words) {
            Set<String> names = new HashSet<>();
            List<String> starts = new ArrayList<>();
            for (String word : words) {
                if (word.endsWith(ANY)) {
                    starts.add(word.substring(0, word.length() - 1));
                } else {
                    names.add(word);
                }
            }
            return new Functions(Set.copyOf(names), List.copyOf(starts));
        }
    }

    private static final class Holder {
        private static final Map<FunctionTrait, Functions> FUNCTIONS = new EnumMap<>(FunctionTrait.class);

        static {
            for (String line : TableText.lines("function-traits.txt")) {
                int colon = line.indexOf(':');
                FunctionTrait trait = valueOf(line.substring(0, colon).toUpperCase(Locale.ROOT));
                FUNCTIONS.put(trait, Functions.of(TableText.words(line.substring(colon + 1))));
            }
        }
    }
}
