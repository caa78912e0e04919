package dev.osmia.btf;

import java.util.Arrays;

/** A growing array of 32-bit words. */
final class WordBuffer {
    private int[] words = new int[256];
    private int size;

    void add(int word) {
        if (size == words.length) {
            words = Arrays.copyOf(words, size * 2);
        }
        words[size++] = word;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(words, size);
    }
}
