package dev.osmia.abi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which arguments of a tracepoint are not always pointers to what their type says (Linux 6.18). Arguments count from 0.
 *
 * @param nullable those that may be null
 * @param errors those that may hold an error instead of a pointer
 */
public record TracepointArguments(Set<Integer> nullable, Set<Integer> errors) {

    /** Keeps copies of the sets. */
    public TracepointArguments {
        nullable = Set.copyOf(nullable);
        errors = Set.copyOf(errors);
    }

    /** What Linux knows of a tracepoint's arguments, if it has ever looked at them. */
    public static Optional<TracepointArguments> of(String tracepoint) {
        return Optional.ofNullable(Holder.BY_NAME.get(tracepoint));
    }

    /** The tracepoints of which something is known. */
    public static Set<String> tracepoints() {
        return Holder.BY_NAME.keySet();
    }

    private static TracepointArguments read(List<String> words) {
        return new TracepointArguments(marked(words, '?'), marked(words, '!'));
    }

    private static Set<Integer> marked(List<String> words, char mark) {
        return words.stream()
                .skip(1)
                .filter(word -> word.charAt(word.length() - 1) == mark)
                .map(word -> Integer.valueOf(word.substring(0, word.length() - 1)))
                .collect(java.util.stream.Collectors.toSet());
    }

    private static final class Holder {
        private static final Map<String, TracepointArguments> BY_NAME = new HashMap<>();

        static {
            for (String line : TableText.lines("tracepoints.txt")) {
                List<String> words = TableText.words(line);
                BY_NAME.put(words.getFirst(), read(words));
            }
        }
    }
}
