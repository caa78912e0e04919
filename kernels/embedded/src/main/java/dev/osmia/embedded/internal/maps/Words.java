package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;

/**
 * Compares, hashes and copies memory of the box eight bytes at a time. Keys and values are short: a loop that the
 * compiler inlines beats a bulk operation's bounds checks.
 */
final class Words {
    /** Copies of more bytes than this are left to the system's own loop. */
    private static final long BULK = 256;

    private final Box box;

    Words(Box box) {
        this.box = box;
    }

    Box box() {
        return box;
    }

    /** The size with what aligns the next thing to 8 bytes. */
    static long rounded(long size) {
        return (size + 7) & -8;
    }

    boolean equal(long left, long right, int size) {
        int at = 0;
        for (; at + 8 <= size; at += 8) {
            if (box.getLong(left + at) != box.getLong(right + at)) {
                return false;
            }
        }
        return at == size || tail(left + at, size - at) == tail(right + at, size - at);
    }

    /** Half the bits of a 128-bit product depend on all bits of both factors, and the seed is not known outside. */
    int hash(long key, int size, long seed) {
        long hash = seed ^ size;
        int at = 0;
        for (; at + 8 <= size; at += 8) {
            hash = mix(hash ^ box.getLong(key + at));
        }
        if (at < size) {
            hash = mix(hash ^ tail(key + at, size - at));
        }
        return (int) (hash ^ hash >>> 32);
    }

    private static long mix(long value) {
        long odd = 0x9e37_79b9_7f4a_7c15L;
        return Math.unsignedMultiplyHigh(value, odd) ^ value * odd;
    }

    /** The last one to seven bytes as a number. */
    private long tail(long at, int size) {
        long value = 0;
        long from = at;
        if ((size & 4) != 0) {
            value = box.getInt(from) & 0xffff_ffffL;
            from += 4;
        }
        if ((size & 2) != 0) {
            value = value << 16 | box.getShort(from) & 0xffff;
            from += 2;
        }
        if ((size & 1) != 0) {
            value = value << 8 | box.getByte(from) & 0xff;
        }
        return value;
    }

    void copy(long from, long to, long size) {
        if (size > BULK) {
            box.copy(from, to, size);
            return;
        }
        long at = 0;
        for (; at + 8 <= size; at += 8) {
            box.putLong(to + at, box.getLong(from + at));
        }
        for (; at < size; at++) {
            box.putByte(to + at, box.getByte(from + at));
        }
    }

    void zero(long at, long size) {
        if (size > 0) {
            box.fill(at, size, (byte) 0);
        }
    }
}
