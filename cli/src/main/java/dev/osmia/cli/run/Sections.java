package dev.osmia.cli.run;

import dev.osmia.abi.SectionRule;
import dev.osmia.abi.SectionTable;
import dev.osmia.object.ProgramSpec;

import java.util.Comparator;

/** What the names of sections mean that are not Linux's. */
final class Sections {
    private static final String HOST = "osmia/";
    /** So many letters may be wrong, missing or too many in a name that was meant. */
    private static final int MISTAKES = 2;

    private Sections() {
    }

    /** Why a program whose section Linux does not know cannot run by hand. */
    static String explain(ProgramSpec program) {
        String section = program.section();
        if (section.startsWith(HOST)) {
            return "it is for hook " + program.attachTarget() + " of a Java host";
        }
        String near = nearest(section);
        return "its section is called " + section + ", which is no program type"
                + (near.isEmpty() ? " of Linux's" : "; did you mean " + near + "?");
    }

    private static String nearest(String section) {
        int slash = section.indexOf('/');
        String start = slash < 0 ? section : section.substring(0, slash);
        return SectionTable.rules()
                .stream()
                .map(SectionRule::prefix)
                .filter(prefix -> distance(prefix, start) <= Math.min(MISTAKES, start.length() - 1))
                .min(Comparator.comparingInt((String prefix) -> distance(prefix, start)))
                .map(prefix -> slash < 0 ? prefix : prefix + section.substring(slash))
                .orElse("");
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
