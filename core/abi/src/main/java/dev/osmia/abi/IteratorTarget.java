package dev.osmia.abi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one of the kernel's iterators hands to its programs (Linux 6.18).
 *
 * @param name its name, such as {@code task_file}; programs are attached to {@code bpf_iter_task_file}
 * @param arguments those that are not just what their type says
 */
public record IteratorTarget(String name, List<Argument> arguments) {

    /** Keeps a copy of the list. */
    public IteratorTarget {
        arguments = List.copyOf(arguments);
    }

    /** What an argument is. */
    public enum Sort {
        /** A pointer to a struct, neither trusted nor untrusted. */
        OBJECT,
        /** A trusted pointer to a struct. */
        TRUSTED,
        /** Memory, as much of it as the program uses. */
        BUFFER,
        /** Memory that may not be written. */
        CONSTANT
    }

    /**
     * An argument, which may be null.
     *
     * @param offset bytes from the start of the context
     * @param struct the struct that it points to, {@code ""} for memory
     */
    public record Argument(int offset, Sort sort, String struct) {}

    /** The iterator of a name. */
    public static Optional<IteratorTarget> named(String name) {
        return Optional.ofNullable(Holder.BY_NAME.get(name));
    }

    /** The names of all iterators. */
    public static Set<String> names() {
        return Holder.BY_NAME.keySet();
    }

    private static Argument argument(String text) {
        List<String> parts = TableText.split(text, ':');
        return new Argument(Integer.parseInt(parts.get(0)), Sort.valueOf(TypeText.upperCase(parts.get(1))),
                parts.size() > 2 ? parts.get(2) : "");
    }

    private static final class Holder {
        private static final Map<String, IteratorTarget> BY_NAME = new HashMap<>();

        static {
            for (String line : TableText.lines("iterators.txt")) {
                List<String> words = TableText.words(line);
                List<Argument> arguments = words.stream().skip(1).map(IteratorTarget::argument).toList();
                BY_NAME.put(words.getFirst(), new IteratorTarget(words.getFirst(), arguments));
            }
        }
    }
}
