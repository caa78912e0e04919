package dev.osmia.isa.text;

import dev.osmia.isa.Code;

import java.util.Map;

/**
 * What an assembler makes of a text.
 *
 * @param labels the slot of each label
 * @param references by slot, the name that the instruction there gives to a map, a variable or a subprogram
 */
public record Assembly(Code code, Map<String, Integer> labels, Map<Integer, String> references) {
    /** Keeps copies. */
    public Assembly {
        labels = Map.copyOf(labels);
        references = Map.copyOf(references);
    }
}
