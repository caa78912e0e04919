package dev.osmia.verifier.cases;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A line of words, some of which are {@code key=value}. */
record Settings(List<String> words, Map<String, String> values) {

    static Settings of(String line) {
        List<String> words = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (String word : line.strip().split(" +", -1)) {
            int sign = word.indexOf('=');
            if (sign < 0) {
                words.add(word);
            } else {
                values.put(word.substring(0, sign), word.substring(sign + 1));
            }
        }
        return new Settings(words, values);
    }

    String word(int index) {
        return words.get(index);
    }

    int number(int index) {
        return Integer.decode(words.get(index));
    }

    boolean has(String word) {
        return words.contains(word);
    }

    @Nullable
    String get(String key) {
        return values.get(key);
    }

    String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    List<String> list(String key) {
        String value = values.get(key);
        return value == null || value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }
}
