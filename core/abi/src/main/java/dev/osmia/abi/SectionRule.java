package dev.osmia.abi;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One way to name a section that holds programs, as libbpf 1.6 knows it.
 *
 * @param prefix the name, or what stands before the slash
 * @param takesTarget whether a slash and a target may follow
 * @param program the type of the program
 * @param attach what it expects to be attached to, if that is fixed
 * @param traits what else the name says
 */
public record SectionRule(String prefix, boolean takesTarget, ProgramType program, Optional<AttachType> attach,
        Set<SectionTrait> traits) {
    private static final String TARGET_MARK = "+";

    /** Keeps a copy of the set. */
    public SectionRule {
        traits = Set.copyOf(traits);
    }

    /** A rule as a line of the table. */
    static SectionRule parse(String line) {
        var words = TableText.words(line);
        String pattern = words.get(0);
        boolean takesTarget = pattern.endsWith(TARGET_MARK);
        String prefix = takesTarget ? pattern.substring(0, pattern.length() - TARGET_MARK.length()) : pattern;
        Optional<AttachType> attach = words.get(2).equals("-")
                ? Optional.empty()
                : Optional.of(AttachType.valueOf(words.get(2)));
        var traits = EnumSet.noneOf(SectionTrait.class);
        for (String name : words.subList(3, words.size())) {
            traits.add(SectionTrait.valueOf(TypeText.upperCase(name)));
        }
        return new SectionRule(prefix, takesTarget, ProgramType.valueOf(words.get(1)), attach, traits);
    }

    /** Whether the name says so. */
    public boolean is(SectionTrait trait) {
        return traits.contains(trait);
    }

    /** Whether the section is named by this rule. The name is without the question mark that turns loading off. */
    boolean matches(String section) {
        if (!section.startsWith(prefix)) {
            return false;
        }
        return section.length() == prefix.length() || takesTarget && section.charAt(prefix.length()) == '/';
    }
}
