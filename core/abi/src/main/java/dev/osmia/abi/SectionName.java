package dev.osmia.abi;

import java.util.Optional;

/**
 * What the name of a section that holds programs says: {@code ?fentry.s/vfs_read}.
 *
 * @param rule what the part before the target stands for
 * @param target what follows the slash after that, {@code vfs_read}; empty without a slash
 * @param loadedByDefault false when the name starts with a question mark: the program is loaded only on request
 */
public record SectionName(SectionRule rule, String target, boolean loadedByDefault) {
    private static final String ON_REQUEST = "?";

    /** Takes a name apart; empty when libbpf knows no program type for it. */
    public static Optional<SectionName> parse(String section) {
        boolean onRequest = section.startsWith(ON_REQUEST);
        String name = onRequest ? section.substring(ON_REQUEST.length()) : section;
        return SectionTable.match(name).map(rule -> new SectionName(rule, target(rule, name), !onRequest));
    }

    private static String target(SectionRule rule, String name) {
        int start = rule.prefix().length() + 1;
        return start <= name.length() ? name.substring(start) : "";
    }
}
