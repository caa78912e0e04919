package dev.osmia.verifier.cases;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a case, which may stand for many. */
final class Block {
    private static final String ANSWER = "=> ";
    private static final Pattern TIMES = Pattern.compile("(\\d+) x (.*)");
    private static final Pattern RANGE = Pattern.compile("(-?\\d+)\\.\\.(-?\\d+)(?:/(\\d+))?");

    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final List<String> blank = new ArrayList<>();
    private final List<@Nullable Answer> answers = new ArrayList<>();
    private List<Map<String, String>> combinations = List.of(Map.of());

    Block(String name) {
        this.name = name;
    }

    void add(String line) {
        if (line.startsWith(ANSWER)) {
            String text = line.substring(ANSWER.length());
            Matcher times = TIMES.matcher(text);
            int count = times.matches() ? Integer.parseInt(times.group(1)) : 1;
            Answer answer = Answer.parse(times.matches() ? times.group(2) : text);
            for (int copy = 0; copy < count; copy++) {
                answers.add(answer);
            }
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
                        more.put(names[part], parts[part].replace('~', ' '));
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
            Answer answer = cases.size() < answers.size() ? answers.get(cases.size()) : null;
            CaseReader reader = new CaseReader(replaced(name, combination) + suffix);
            try {
                lines.forEach(line -> reader.add(replaced(line, combination)));
                cases.add(reader.read(answer));
            } catch (RuntimeException mistake) {
                throw new IllegalArgumentException(name + suffix + ": " + mistake.getMessage(), mistake);
            }
        }
        return cases;
    }

    private static String replaced(String line, Map<String, String> values) {
        String text = line;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("$" + value.getKey(), value.getValue());
        }
        return text;
    }

    /** The block with other answers. */
    List<String> lines(List<@Nullable Answer> recorded) {
        List<String> all = new ArrayList<>();
        all.add("== " + name);
        all.addAll(lines);
        for (int first = 0, end; first < recorded.size(); first = end) {
            Answer answer = recorded.get(first);
            end = first + 1;
            while (end < recorded.size() && Objects.equals(answer, recorded.get(end))) {
                end++;
            }
            if (answer != null) {
                all.add(ANSWER + (end - first == 1 ? "" : end - first + " x ") + answer);
            }
        }
        all.addAll(blank);
        return all;
    }
}
