package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.memory.Box;

/**
 * Ones' complement sums as Linux keeps them: 32 bits, in the machine's byte order, not yet folded and not complemented
 * ({@code __wsum}); folded and complemented they are what a header holds ({@code __sum16}).
 */
public final class InternetChecksum {
    private static final long LOW = 0xffff_ffffL;

    private InternetChecksum() {
    }

    /** {@code csum_add}. */
    public static int add(int sum, int other) {
        long total = (sum & LOW) + (other & LOW);
        return (int) (total + (total >>> 32));
    }

    /** {@code csum_sub}. */
    public static int subtract(int sum, int other) {
        return add(sum, ~other);
    }

    /** {@code csum16_add}. */
    static int add16(int sum, int other) {
        int total = (sum & 0xffff) + (other & 0xffff);
        return total + (total >>> 16) & 0xffff;
    }

    /** {@code csum_fold}: what a header holds. */
    public static short fold(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(once + (once >>> 16));
    }

    /** {@code csum_partial}: a sum continued over bytes. */
    public static int over(Box box, long address, int length, int sum) {
        long total = sum & LOW;
        int whole = length & -Integer.BYTES;
        for (int at = 0; at < whole; at += Integer.BYTES) {
            total += box.getInt(address + at) & LOW;
        }
        total += tail(box, address + whole, length - whole) & LOW;
        total = (total & LOW) + (total >>> 32);
        return (int) (total + (total >>> 32));
    }

    /** Up to three bytes as the start of a word that continues with zeros. */
    private static int tail(Box box, long address, int length) {
        boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        int word = 0;
        for (int at = 0; at < length; at++) {
            int shift = 8 * (little ? at : 3 - at);
            word |= (box.getByte(address + at) & 0xff) << shift;
        }
        return word;
    }

    /** {@code csum_block_add}: adds the sum of a block that lies at an offset in the whole. */
    static int addBlock(int sum, int block, int offset) {
        return add(sum, (offset & 1) == 0 ? block : Integer.rotateRight(block, 8));
    }

    /** {@code csum_replace4}: a header's checksum after four bytes under it have changed. */
    public static short replace(short checksum, int from, int to) {
        return fold(add(subtract(~(checksum & 0xffff), from), to));
    }

    /** {@code csum_replace2}: the same after two bytes have changed. */
    public static short replace(short checksum, short from, short to) {
        return (short) ~add16(add16(~checksum, ~from), to);
    }

    /** {@code csum_replace_by_diff}: the same after a change whose sum is known. */
    public static short replaceBy(short checksum, int difference) {
        return fold(add(difference, ~(checksum & 0xffff)));
    }
}
