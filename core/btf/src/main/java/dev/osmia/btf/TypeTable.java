package dev.osmia.btf;

import java.util.Arrays;

/**
 * The type section in its encoded form: every field of the format is a 32-bit word, whatever the byte order of the
 * file, so the words are kept and types are decoded from them when they are asked for.
 */
final class TypeTable {
    /** Words common to all kinds: name, info, size or type. */
    static final int COMMON_WORDS = 3;

    private static final int KIND_SHIFT = 24;
    private static final int KIND_MASK = 0x1f;
    private static final int VLEN_MASK = 0xffff;
    private static final int FLAG = 1 << 31;
    private static final int RESERVED = ~(FLAG | KIND_MASK << KIND_SHIFT | VLEN_MASK);

    private final int firstId;
    private final int[] words;
    private final int[] starts;

    private TypeTable(int firstId, int[] words, int[] starts) {
        this.firstId = firstId;
        this.words = words;
        this.starts = starts;
    }

    /**
     * Finds where each type starts.
     *
     * @param firstId id of the first type
     * @param words the section, which the table takes over
     * @param sectionOffset where the section lies, for messages
     */
    static TypeTable scan(int firstId, int[] words, long sectionOffset) {
        int[] starts = new int[Math.max(16, words.length / 8)];
        int count = 0;
        int at = 0;
        while (at < words.length) {
            int end = end(words, at, firstId + count, sectionOffset);
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = at;
            at = end;
        }
        return new TypeTable(firstId, words, Arrays.copyOf(starts, count));
    }

    private static int end(int[] words, int at, int id, long sectionOffset) {
        long offset = sectionOffset + 4L * at;
        if (words.length - at < COMMON_WORDS) {
            throw new BtfFormatException(offset, "type " + id + " is cut off by the end of the section",
                    "12 bytes, found " + 4 * (words.length - at));
        }
        int info = words[at + 1];
        BtfKind kind = BtfKind.of(info >>> KIND_SHIFT & KIND_MASK);
        if (kind == null || kind == BtfKind.VOID) {
            throw new BtfFormatException(offset + 4, "type " + id + " has kind " + (info >>> KIND_SHIFT & KIND_MASK),
                    "a kind from 1 to " + BtfKind.ENUM64.ordinal());
        }
        if ((info & RESERVED) != 0) {
            throw new BtfFormatException(offset + 4, "type " + id + " has info 0x" + Integer.toHexString(info),
                    "bits 16 to 23, 29 and 30 to be zero");
        }
        int length = COMMON_WORDS + kind.fixedWords() + (info & VLEN_MASK) * kind.elementWords();
        if (words.length - at < length) {
            throw new BtfFormatException(offset, "type " + id + " (" + kind + " with vlen " + (info & VLEN_MASK)
                    + ") is cut off by the end of the section",
                    4 * length + " bytes, found " + 4 * (words.length - at));
        }
        return at + length;
    }

    /** The info word of a type. */
    static int info(BtfKind kind, boolean flag, int vlen) {
        return (flag ? FLAG : 0) | kind.ordinal() << KIND_SHIFT | vlen;
    }

    int firstId() {
        return firstId;
    }

    /** One past the last id. */
    int endId() {
        return firstId + starts.length;
    }

    int[] words() {
        return words;
    }

    /** Index of the first word of a type. */
    int start(int id) {
        return starts[id - firstId];
    }

    BtfKind kind(int id) {
        BtfKind kind = BtfKind.of(words[start(id) + 1] >>> KIND_SHIFT & KIND_MASK);
        if (kind == null) {
            throw new AssertionError("unknown kind behind the scan");
        }
        return kind;
    }

    int nameOffset(int id) {
        return words[start(id)];
    }

    boolean flag(int id) {
        return (words[start(id) + 1] & FLAG) != 0;
    }

    int vlen(int id) {
        return words[start(id) + 1] & VLEN_MASK;
    }

    /** The third word: a size, a type id or zero. */
    int sizeOrType(int id) {
        return words[start(id) + 2];
    }

    /** A word behind the common ones. */
    int fixed(int id, int word) {
        return words[start(id) + COMMON_WORDS + word];
    }

    /** A word of an element. */
    int element(int id, int index, int elementWords, int word) {
        return words[start(id) + COMMON_WORDS + index * elementWords + word];
    }
}
