package dev.osmia.isa.text;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Where a jump or a local call goes: to a label, or a number of slots away.
 *
 * @param token where the target stands, for messages
 */
record Target(Tokens tokens, Token token, @Nullable String label, long distance) {

    /** The distance from the slot after the instruction, for a field of 16 bits. */
    short near(int nextSlot, Map<String, Integer> labels) {
        long slots = slots(nextSlot, labels);
        if (slots != (short) slots) {
            throw tokens.expected("a target at most 32767 slots ahead or 32768 back, not " + slots, token);
        }
        return (short) slots;
    }

    /** The distance from the slot after the instruction, for a field of 32 bits. */
    int far(int nextSlot, Map<String, Integer> labels) {
        return (int) slots(nextSlot, labels);
    }

    private long slots(int nextSlot, Map<String, Integer> labels) {
        if (label == null) {
            return distance;
        }
        Integer slot = labels.get(label);
        if (slot == null) {
            throw tokens.expectedOneOf("a label", token, labels.keySet());
        }
        return (long) slot - nextSlot;
    }
}
