package dev.osmia.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What somebody probably meant who wrote a name that does not exist. */
public final class Spelling {
    /** So many letters may be wrong, missing or too many in a name that was meant. */
    private static final int MISTAKES = 2;
    /** A name that begins with so many letters of another, or with all of it, is taken for that one. */
    private static final int BEGINNING = 3;
    /** So many names are listed. */
    private static final int LISTED = 20;

    private Spelling() {
    }

    /** The name that is nearest to a word, if any is near. */
    public static Optional<String> nearest(String word, Collection<String> names) {
        Optional<String> near = names.stream()
                .filter(name -> distance(name, word) <= Math.min(MISTAKES, word.length() - 1))
                .min(Comparator.comparingInt((String name) -> distance(name, word)));
        if (near.isPresent() || word.length() < BEGINNING) {
            return near;
        }
        return names.stream()
                .filter(name -> name.length() >= BEGINNING && (name.startsWith(word) || word.startsWith(name)))
                .findFirst();
    }

    /** A question to be put behind a complaint about a word, or nothing. */
    public static String question(String word, Collection<String> names) {
        return nearest(word, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** What is to be said to somebody whose word is none of some names: the nearest, or else all. */
    public static String hint(String word, Collection<String> names) {
        String question = question(word, names);
        if (!question.isEmpty() || names.isEmpty()) {
            return names.isEmpty() ? "; it has none" : question;
        }
        List<String> listed = names.stream().limit(LISTED).toList();
        int more = names.size() - listed.size();
        return "; it has " + String.join(", ", listed) + (more == 0 ? "" : " and " + more + " more");
    }

    /** Letters to insert, remove, replace, or exchange with their neighbour. */
    private static int distance(String one, String other) {
        int[][] least = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                least[i][j] = Math.min(least[i - 1][j - 1] + change, Math.min(least[i - 1][j], least[i][j - 1]) + 1);
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
                }
            }
        }
        return least[one.length()][other.length()];
    }
}
