package dev.osmia.verifier.internal.explain;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is to be said of a family of rejections. In the texts stand placeholders in braces: what the patterns have named,
 * what {@link Explaining} knows; {@code {name|text}} has a text for where nothing is known.
 *
 * @param name what the family is called
 * @param patterns Linux's messages
 * @param cause which {@link Causes cause} is looked for, empty for none
 * @param headline what is wrong
 * @param rule which rule is broken
 * @param needed what would have to be proven
 * @param advice the usual way to do so
 */
record Rule(String name, List<Pattern> patterns, String cause, String headline, String rule, String needed,
        String advice) {
    Rule {
        patterns = List.copyOf(patterns);
    }
}
