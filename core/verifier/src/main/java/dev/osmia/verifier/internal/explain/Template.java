package dev.osmia.verifier.internal.explain;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with placeholders in braces, {@code {name}} or {@code {name|text}}; the text may have placeholders itself. */
final class Template {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9]+)(?:\\|([^{}]*))?}");
    /** Braces of C that a value brings are none of a placeholder: they are other characters until all is filled in. */
    private static final char OPEN = '\ue000';
    private static final char CLOSE = '\ue001';

    private Template() {
    }

    static String fill(String text, Map<String, String> variables) {
        String filled = text;
        String before;
        do {
            before = filled;
            filled = PLACEHOLDER.matcher(before)
                    .replaceAll(found -> Matcher.quoteReplacement(value(found, variables)));
        } while (!filled.equals(before));
        return filled.replace(OPEN, '{').replace(CLOSE, '}');
    }

    private static String value(MatchResult found, Map<String, String> variables) {
        String value = variables.get(found.group(1));
        return value != null
                ? value.replace('{', OPEN).replace('}', CLOSE)
                : found.group(2) == null ? "" : found.group(2);
    }
}
