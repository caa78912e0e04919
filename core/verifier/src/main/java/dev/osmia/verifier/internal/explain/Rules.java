package dev.osmia.verifier.internal.explain;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of rules ({@code rules.txt}). The first rule holds that fits the beginning of a message. */
final class Rules {
    private static final String TABLE = "rules.txt";
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-z0-9A-Z]+)>");
    private static final List<Rule> ALL = read();

    private Rules() {
    }

    /**
     * The rule for a message.
     *
     * @param groups what its pattern has named
     */
    record Match(Rule rule, Map<String, String> groups) {
        Match {
            groups = Map.copyOf(groups);
        }
    }

    static List<Rule> all() {
        return ALL;
    }

    static Match of(String message) {
        for (Rule rule : ALL) {
            for (Pattern pattern : rule.patterns()) {
                Matcher matcher = pattern.matcher(message);
                if (matcher.lookingAt()) {
                    return new Match(rule, groups(pattern, matcher));
                }
            }
        }
        throw new IllegalStateException("the last rule fits any message");
    }

    private static Map<String, String> groups(Pattern pattern, Matcher matcher) {
        Map<String, String> groups = new HashMap<>();
        Matcher names = GROUP.matcher(pattern.pattern());
        while (names.find()) {
            String text = matcher.group(names.group(1));
            if (text != null) {
                groups.put(names.group(1), text);
            }
        }
        return groups;
    }

    private static List<Rule> read() {
        List<Rule> rules = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Rules.class.getResourceAsStream(TABLE))) {
            for (String block : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n\n+", -1)) {
                Rule rule = rule(block);
                if (rule != null) {
                    rules.add(rule);
                }
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return List.copyOf(rules);
    }

    private static @Nullable Rule rule(String block) {
        List<Pattern> patterns = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        for (String line : block.replace("\n  ", " ").split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (line.startsWith("#") || colon < 0) {
                continue;
            }
            String value = line.substring(colon + 2).strip();
            if (line.startsWith("match: ")) {
                patterns.add(Pattern.compile(value, Pattern.DOTALL));
            } else {
                texts.put(line.substring(0, colon), value);
            }
        }
        return patterns.isEmpty()
                ? null
                : new Rule(texts.getOrDefault("family", ""), patterns, texts.getOrDefault("cause", ""),
                        texts.getOrDefault("headline", ""), texts.getOrDefault("rule", ""),
                        texts.getOrDefault("needed", ""), texts.getOrDefault("advice", ""));
    }
}
