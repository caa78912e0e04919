package dev.osmia.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of {@code sections.txt}, by which a section's name gives the type of the program in it. */
public final class SectionTable {
    /** Longer names are nobody's slip, and comparing them would take long. */
    private static final int MAX_NAME = 256;

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

    /**
     * The name that was probably meant by one that no rule matches: {@code xdp} for {@code xpd}, {@code kprobe/f} for
     * {@code kprob/f}. Empty if nothing is near, or if a rule matches the name as it is.
     *
     * @param section the name; a question mark in front is kept
     */
    public static Optional<String> nearest(String section) {
        if (section.startsWith("?")) {
            return nearest(section.substring(1)).map(name -> "?" + name);
        }
        return section.length() > MAX_NAME || match(section).isPresent() ? Optional.empty() : NearestName.of(section);
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
