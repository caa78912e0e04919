package dev.osmia.verifier.internal.types;

import java.nio.ByteBuffer;

/**
 * Records that a loader hands over, which may be of a later or an earlier version than is known here: longer or shorter.
 *
 * @param bytes the records, in the byte order of their buffer
 * @param count how many there are
 * @param size bytes of each
 */
public record InfoRecords(ByteBuffer bytes, int count, int size) {
    private static final int LARGEST = 252;

    /**
     * Checks that there are as many bytes.
     *
     * @throws IllegalArgumentException if there are not
     */
    public InfoRecords {
        if (count < 0 || size < 0 || (long) count * size > bytes.limit()) {
            throw new IllegalArgumentException(
                    count + " records of " + size + " bytes in " + bytes.limit() + " bytes, expected all of them");
        }
    }

    /** Nothing handed over. */
    public static InfoRecords none() {
        return new InfoRecords(ByteBuffer.allocate(0), 0, 0);
    }

    /** Whether records may have that size. */
    boolean hasSize(int smallest) {
        return size >= smallest && size <= LARGEST && size % Integer.BYTES == 0;
    }

    /** A word of a record, 0 behind its end. */
    int word(int index, int word) {
        int at = Integer.BYTES * word;
        return at < size ? bytes.getInt(index * size + at) : 0;
    }

    /** Whether a record says anything that is not known here. */
    boolean saysMore(int index, int known) {
        for (int at = known; at < size; at++) {
            if (bytes.get(index * size + at) != 0) {
                return true;
            }
        }
        return false;
    }
}
