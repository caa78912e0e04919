package dev.osmia.isa.text;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds the word that somebody probably meant. */
final class Spelling {
    /** Words longer than that are no typing errors; it bounds the work on hostile input. */
    private static final int LONGEST = 40;

    private Spelling() {
    }

    /** The known word fewest edits away, or null if none is within half of the word's length, or one edit. */
    static @Nullable String nearest(String word, Collection<String> known) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return null;
        }
        record Guess(String word, int edits) {}
        int most = Math.max(1, word.length() / 2);
        Stream<Guess> guesses = known.stream()
                .filter(other -> Math.abs(other.length() - word.length()) <= most)
                .map(other -> new Guess(other, edits(word, other)))
                .filter(guess -> guess.edits() <= most);
        return guesses.min(Comparator.comparingInt(Guess::edits).thenComparing(Guess::word))
                .map(Guess::word)
                .orElse(null);
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column < previous.length; column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[previous.length];
            current[0] = row;
            for (int column = 1; column < current.length; column++) {
                int replaced = previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
