package dev.osmia.embedded.internal.memory;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * How generated code finds places in the box. What a register holds is masked before the instruction's offset is added, so that
 * HotSpot does that once for all accesses through the register; the offset leads at most into the {@linkplain Box#MARGIN margins}
 * of the box.
 *
 * <p>HotSpot must see that no sum is negative or passes the end of all memory, or it compares each time; and it must not see the
 * base as a number, or it adds the offset to it and has a number of 64 bits for each offset. So addresses count from an
 * {@linkplain #origin origin} of which it knows no more than that, and offsets are those of instructions plus
 * {@link Box#MARGIN}.
 */
public final class BoxAccess {
    /** All of memory: offsets in it are addresses. */
    public static final MemorySegment ALL = ReservedMemory.everything();

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    private static final long POSITIVE = Long.MAX_VALUE >>> 1;

    private BoxAccess() {
    }

    /**
     * Where the margin in front of the box begins.
     *
     * @param inside any full address in the box
     */
    public static long origin(long inside) {
        return (inside & ~Box.MASK) - Box.MARGIN & POSITIVE & -Box.MARGIN;
    }

    /** Loads two bytes that others may write meanwhile: at once if the address is even. */
    public static short shared16(long address) {
        return (address & 1) == 0
                ? (short) BoxAtomics.SHORT.getOpaque(ALL, address)
                : (short) bytes(address, Short.BYTES);
    }

    /** Loads four bytes that others may write meanwhile: at once if the address is a multiple of four. */
    public static int shared32(long address) {
        return (address & 3) == 0 ? (int) BoxAtomics.INT.getOpaque(ALL, address) : (int) bytes(address, Integer.BYTES);
    }

    /** Loads eight bytes that others may write meanwhile: at once if the address is a multiple of eight. */
    public static long shared64(long address) {
        return (address & 7) == 0 ? (long) BoxAtomics.LONG.getOpaque(ALL, address) : bytes(address, Long.BYTES);
    }

    /** Stores two bytes that others may read meanwhile: at once if the address is even. */
    public static void share16(long address, short value) {
        if ((address & 1) == 0) {
            BoxAtomics.SHORT.setOpaque(ALL, address, value);
        } else {
            shareBytes(address, value, Short.BYTES);
        }
    }

    /** Stores four bytes that others may read meanwhile: at once if the address is a multiple of four. */
    public static void share32(long address, int value) {
        if ((address & 3) == 0) {
            BoxAtomics.INT.setOpaque(ALL, address, value);
        } else {
            shareBytes(address, value, Integer.BYTES);
        }
    }

    /** Stores eight bytes that others may read meanwhile: at once if the address is a multiple of eight. */
    public static void share64(long address, long value) {
        if ((address & 7) == 0) {
            BoxAtomics.LONG.setOpaque(ALL, address, value);
        } else {
            shareBytes(address, value, Long.BYTES);
        }
    }

    /** One after the other, as there is no opaque access to an address that is no multiple of the size. */
    private static long bytes(long address, int count) {
        long value = 0;
        for (int index = 0; index < count; index++) {
            value |= ((byte) BoxAtomics.BYTE.getOpaque(ALL, address + index) & 0xffL) << shift(index, count);
        }
        return value;
    }

    private static void shareBytes(long address, long value, int count) {
        for (int index = 0; index < count; index++) {
            BoxAtomics.BYTE.setOpaque(ALL, address + index, (byte) (value >> shift(index, count)));
        }
    }

    private static int shift(int index, int count) {
        return Byte.SIZE * (BIG_ENDIAN ? count - 1 - index : index);
    }
}
