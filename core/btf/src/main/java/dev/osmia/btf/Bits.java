package dev.osmia.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Integers of any number of bits up to 64, at any bit of a buffer, in the buffer's byte order. */
final class Bits {
    private Bits() {
    }

    /** Reads without sign. */
    static long read(ByteBuffer bytes, long bit, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            long from = bytes.order() == ByteOrder.LITTLE_ENDIAN ? bit + count - 1 - i : bit + i;
            value = value << 1 | bytes.get((int) (from / 8)) >>> shift(bytes, from) & 1;
        }
        return value;
    }

    static void write(ByteBuffer bytes, long bit, int count, long value) {
        for (int i = 0; i < count; i++) {
            long to = bytes.order() == ByteOrder.LITTLE_ENDIAN ? bit + i : bit + count - 1 - i;
            int at = (int) (to / 8);
            int mask = 1 << shift(bytes, to);
            bytes.put(at, (byte) ((value >>> i & 1) == 0 ? bytes.get(at) & ~mask : bytes.get(at) | mask));
        }
    }

    static long signExtend(long value, int count) {
        int unused = Long.SIZE - count;
        return count == 0 ? 0 : value << unused >> unused;
    }

    private static int shift(ByteBuffer bytes, long bit) {
        int inByte = (int) (bit % 8);
        return bytes.order() == ByteOrder.LITTLE_ENDIAN ? inByte : 7 - inByte;
    }
}
