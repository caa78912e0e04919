package dev.osmia.embedded.internal.maps;

import dev.osmia.object.MapSpec;

/**
 * Where things are in an element of a hashed map or a trie: a header, the key, the value or one value a CPU. Everything
 * is aligned to 8 bytes.
 *
 * @param keySize bytes of a key
 * @param valueSize bytes of a value
 * @param values how many values an element has
 */
record ElementLayout(int keySize, int valueSize, int values) {
    /** The next element of the bucket: 8 bytes. */
    static final int NEXT = 0;
    /** The key's hash: 4 bytes. */
    static final int HASH = 8;
    /** Whether the element has ever been handed out: 1 byte. */
    static final int USED = 12;
    /** Whether it was looked up lately: 1 byte. */
    static final int REFERENCED = 13;
    /** Which eviction list has it: 2 bytes. */
    static final int LIST = 14;
    /** Two links of 8 bytes: in the eviction list; once removed, in the queue for reuse, and the time of death. */
    static final int FIRST_LINK = 16;
    static final int SECOND_LINK = 24;
    static final int KEY = 32;

    static ElementLayout of(MapSpec spec, int cpus) {
        return new ElementLayout(spec.keySize(), spec.valueSize(), spec.type().isPerCpu() ? cpus : 1);
    }

    long valueOffset() {
        return KEY + Words.rounded(keySize);
    }

    long valueStride() {
        return Words.rounded(valueSize);
    }

    long size() {
        return valueOffset() + valueStride() * values;
    }
}
