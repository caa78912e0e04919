package dev.osmia.proof.fuzz;

import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run has left behind, as text that can be compared and shown.
 *
 * @param returnValue 32 bits
 * @param context words in hexadecimal
 * @param maps by name of map and key
 */
record Outcome(int returnValue, List<String> context, SortedMap<String, String> maps) {

    /** The differences, a line each. */
    String differencesFrom(Outcome other) {
        StringBuilder text = new StringBuilder();
        if (returnValue != other.returnValue) {
            text.append("return value %#x, not %#x%n".formatted(returnValue, other.returnValue));
        }
        for (int word = 0; word < context.size(); word++) {
            if (!context.get(word).equals(other.context.get(word))) {
                text.append("context[%d] %s, not %s%n".formatted(8 * word, context.get(word),
                        other.context.get(word)));
            }
        }
        SortedMap<String, String> all = new TreeMap<>(maps);
        all.putAll(other.maps);
        for (String place : all.keySet()) {
            String mine = maps.getOrDefault(place, "nothing");
            String its = other.maps.getOrDefault(place, "nothing");
            if (!mine.equals(its)) {
                text.append("%s %s, not %s%n".formatted(place, mine, its));
            }
        }
        return text.toString();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
