package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;

import java.nio.ByteOrder;

/** Compares the keys of a trie bit by bit, eight bytes at a time. */
final class PrefixBits {
    /** Bytes of the prefix length in front of the data. */
    static final int LENGTH_SIZE = Integer.BYTES;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final Box box;
    private final int size;

    /** @param size bytes of a key's data */
    PrefixBits(Box box, int size) {
        this.box = box;
        this.size = size;
    }

    /** How many bits two keys have in common, no more than the shorter one has. */
    int common(long left, long right) {
        int limit = Math.min(box.getInt(left), box.getInt(right));
        int at = 0;
        for (; at + Long.BYTES <= size && at * Byte.SIZE < limit; at += Long.BYTES) {
            long difference = box.getLong(left + LENGTH_SIZE + at) ^ box.getLong(right + LENGTH_SIZE + at);
            if (difference != 0) {
                long inOrder = LITTLE ? Long.reverseBytes(difference) : difference;
                return Math.min(limit, at * Byte.SIZE + Long.numberOfLeadingZeros(inOrder));
            }
        }
        for (; at < size && at * Byte.SIZE < limit; at++) {
            int difference = (box.getByte(left + LENGTH_SIZE + at) ^ box.getByte(right + LENGTH_SIZE + at)) & 0xff;
            if (difference != 0) {
                return Math.min(limit, at * Byte.SIZE + Integer.numberOfLeadingZeros(difference) - 24);
            }
        }
        return limit;
    }

    /** Whether two keys are the same as far as their lengths go. */
    boolean same(long left, long right) {
        return box.getInt(left) == box.getInt(right) && common(left, right) == box.getInt(left);
    }

    /** A bit of a key's data; false behind its end. */
    boolean isSet(long key, int bit) {
        return bit / Byte.SIZE < size
                && (box.getByte(key + LENGTH_SIZE + bit / Byte.SIZE) >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) != 0;
    }
}
