package dev.osmia.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of {@code sections.txt}, by which a section's name gives the type of the program in it. */
public final class SectionTable {
    private SectionTable() {
    }

    /** Every rule, in the order in which they are tried. */
    public static List<SectionRule> rules() {
        return Holder.RULES;
    }

    /**
     * The rule for a section, as libbpf finds it; empty when the name is none of a program's. A question mark in front
     * is not part of the name: see {@link SectionName#parse}.
     */
    public static Optional<SectionRule> match(String section) {
        for (SectionRule rule : rules()) {
            if (rule.matches(section)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private static final class Holder {
        private static final List<SectionRule> RULES = read();

        private static List<SectionRule> read() {
            var rules = new ArrayList<SectionRule>();
            for (String line : TableText.lines("sections.txt")) {
                rules.add(SectionRule.parse(line));
            }
            return List.copyOf(rules);
        }
    }
}
