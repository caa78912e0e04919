package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;

/**
 * Bob Jenkins' hash "lookup3" as Linux has it ({@code jhash}), with little-endian words: bloom filters with a known seed
 * answer as Linux's do, mistakes included.
 */
final class JenkinsHash {
    private static final int INITIAL = 0xdead_beef;
    private static final int BLOCK = 12;

    private final Box box;
    private int a;
    private int b;
    private int c;

    private JenkinsHash(Box box, int start) {
        this.box = box;
        a = start;
        b = start;
        c = start;
    }

    /** The hash of {@code size} bytes. */
    static int of(Box box, long at, int size, int seed) {
        return new JenkinsHash(box, INITIAL + size + seed).over(at, size);
    }

    private int over(long start, int size) {
        long at = start;
        int left = size;
        for (; left > BLOCK; left -= BLOCK, at += BLOCK) {
            add(at, BLOCK);
            mix();
        }
        if (left > 0) {
            add(at, left);
            finish();
        }
        return c;
    }

    private void add(long at, int bytes) {
        a += word(at, bytes);
        b += word(at + 4, bytes - 4);
        c += word(at + 8, bytes - 8);
    }

    private int word(long at, int bytes) {
        int word = 0;
        for (int index = Math.min(bytes, Integer.BYTES) - 1; index >= 0; index--) {
            word = word << 8 | box.getByte(at + index) & 0xff;
        }
        return word;
    }

    private void mix() {
        a -= c;
        a ^= Integer.rotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= Integer.rotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 4);
        b += a;
    }

    private void finish() {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
    }
}
