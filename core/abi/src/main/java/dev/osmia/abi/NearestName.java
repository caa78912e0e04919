package dev.osmia.abi;

import java.util.Locale;
import java.util.Optional;

/** Guesses which section's name was meant by one that no rule matches. */
final class NearestName {
    /** One mistake is forgiven for each so many characters, and one in any case. */
    private static final int CHARACTERS_PER_MISTAKE = 4;

    private final String name;
    private int mistakes;
    private Optional<String> found = Optional.empty();

    private NearestName(String name) {
        this.name = name;
        this.mistakes = Math.max(1, name.length() / CHARACTERS_PER_MISTAKE) + 1;
    }

    static Optional<String> of(String name) {
        NearestName search = new NearestName(name);
        for (SectionRule rule : SectionTable.rules()) {
            search.compare(rule);
        }
        return search.found;
    }

    /** What names a target is compared without it; a target where none may stand counts as one mistake. */
    private void compare(SectionRule rule) {
        String head = head(rule.prefix());
        String rest = name.substring(head.length());
        String wanted = rule.takesTarget() ? rule.prefix() + rest : rule.prefix();
        int allowed = Math.max(1, head.length() / CHARACTERS_PER_MISTAKE);
        int distance = distance(head, rule.prefix()) + (rule.takesTarget() || rest.isEmpty() ? 0 : 1);
        if (distance <= allowed && distance < mistakes && !head.isEmpty()) {
            mistakes = distance;
            found = Optional.of(wanted);
        }
    }

    /** As many parts between slashes of the name as the prefix has. */
    private String head(String prefix) {
        int end = name.indexOf('/');
        for (int slash = prefix.indexOf('/'); slash >= 0 && end >= 0; slash = prefix.indexOf('/', slash + 1)) {
            end = name.indexOf('/', end + 1);
        }
        return end < 0 ? name : name.substring(0, end);
    }

    /** Characters to add, take out, replace or swap with their neighbours; case does not count. */
    private static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[][] costs = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                costs[i][j] = i == 0 || j == 0 ? i + j : cost(costs, from, to, i, j);
            }
        }
        return costs[from.length()][to.length()];
    }

    private static int cost(int[][] costs, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int cost = Math.min(costs[i - 1][j - 1] + (same ? 0 : 1), Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
    }
}
