package dev.osmia.verifier.cases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a case, which may stand for many. */
final class Block {
    private static final String ANSWER = "=> ";
    private static final Pattern TIMES = Pattern.compile("(\\d+) x (.*)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");
    private static final Pattern RANGE = Pattern.compile("(-?\\d+)\\.\\.(-?\\d+)(?:/(\\d+))?");

    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final List<String> blank = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private List<Map<String, String>> combinations = List.of(Map.of());

    Block(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(String line) {
        if (line.startsWith(ANSWER)) {
            String text = line.substring(ANSWER.length());
            Matcher times = TIMES.matcher(text);
            int count = times.matches() ? Integer.parseInt(times.group(1)) : 1;
            answers.addAll(Collections.nCopies(count, times.matches() ? times.group(2) : text));
        } else if (line.isBlank() || line.startsWith("#") && !answers.isEmpty()) {
            blank.add(line);
        } else {
            lines.addAll(blank);
            blank.clear();
            lines.add(line);
            if (line.startsWith("with ")) {
                vary(line.split(" +", -1));
            }
        }
    }

    private void vary(String[] words) {
        String[] names = words[1].split(",", -1);
        List<Map<String, String>> varied = new ArrayList<>();
        for (Map<String, String> one : combinations) {
            for (String word : Arrays.asList(words).subList(2, words.length)) {
                for (String value : values(word)) {
                    Map<String, String> more = new LinkedHashMap<>(one);
                    String[] parts = names.length == 1 ? new String[]{value} : value.split(",", -1);
                    for (int part = 0; part < names.length; part++) {
                        more.put(names[part], replaced(parts[part].replace('~', ' '), one));
                    }
                    varied.add(more);
                }
            }
        }
        combinations = varied;
    }

    private static List<String> values(String word) {
        Matcher range = RANGE.matcher(word);
        if (!range.matches()) {
            return List.of(word);
        }
        List<String> values = new ArrayList<>();
        int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
        for (int value = Integer.parseInt(range.group(1)); value <= Integer.parseInt(range.group(2)); value += step) {
            values.add(Integer.toString(value));
        }
        return values;
    }

    List<VerdictCase> cases() {
        List<VerdictCase> cases = new ArrayList<>();
        for (Map<String, String> combination : combinations) {
            String suffix = combination.entrySet()
                    .stream()
                    .filter(one -> !name.contains("$" + one.getKey()))
                    .map(one -> " " + one.getKey() + "=" + one.getValue())
                    .reduce("", String::concat);
            String answer = cases.size() < answers.size() ? answers.get(cases.size()) : null;
            CaseReader reader = new CaseReader(replaced(name, combination) + suffix);
            try {
                lines.forEach(line -> reader.add(replaced(line, combination)));
                cases.add(reader.read(answer == null ? null : Answer.parse(replaced(answer, combination))));
            } catch (RuntimeException mistake) {
                throw new IllegalArgumentException(name + suffix + ": " + mistake.getMessage(), mistake);
            }
        }
        return cases;
    }

    private static String replaced(String line, Map<String, String> values) {
        return VARIABLE.matcher(line)
                .replaceAll(
                        variable -> Matcher.quoteReplacement(values.getOrDefault(variable.group(1), variable.group())));
    }

    /** The block with other answers. */
    List<String> lines(List<Answer> recorded) {
        List<String> all = new ArrayList<>();
        all.add("== " + name);
        all.addAll(lines);
        List<String> texts = new ArrayList<>();
        for (int index = 0; index < recorded.size(); index++) {
            texts.add(generalized(recorded.get(index).toString(), combinations.get(index)));
        }
        for (int first = 0, end; first < texts.size(); first = end) {
            end = first + 1;
            while (end < texts.size() && texts.get(first).equals(texts.get(end))) {
                end++;
            }
            all.add(ANSWER + (end - first == 1 ? "" : end - first + " x ") + texts.get(first));
        }
        all.addAll(blank);
        return all;
    }

    /** The answer with variables for their values, so that those of many cases are one: {@code off=4} is {@code off=$off}. */
    private static String generalized(String answer, Map<String, String> values) {
        String text = answer;
        for (Map.Entry<String, String> value : values.entrySet()) {
            String key = value.getKey() + "=";
            text = text.replaceAll(Pattern.quote(key + value.getValue()) + "(?![0-9])",
                    Matcher.quoteReplacement(key + "$" + value.getKey()));
        }
        return text;
    }
}
