package dev.osmia.embedded.internal.memory;

import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/**
 * The accesses of generated code. What a register holds is masked before the instruction's offset is added, so that HotSpot does
 * that once for all accesses through the register; the offset leads at most into the {@linkplain Box#MARGIN margins} of the box.
 * Registers are 64 bits wide, and so are results.
 *
 * <p>HotSpot must see that no sum is negative or passes the end of all memory, or it compares each time; and it must not see the
 * base as a number, or it adds the offset to it and has a number of 64 bits for each offset. So addresses count from an
 * {@linkplain #origin origin} of which it knows no more than that, and offsets are those of instructions plus
 * {@link Box#MARGIN}.
 */
public final class BoxAccess {
    private static final MemorySegment ALL = ReservedMemory.everything();
    private static final long LOW = 0xffff_ffffL;

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

    /** Loads one byte. */
    public static long load8(long origin, long address, int offset) {
        return ALL.get(JAVA_BYTE, origin + (address & Box.MASK) + offset) & 0xff;
    }

    /** Loads two bytes. */
    public static long load16(long origin, long address, int offset) {
        return ALL.get(JAVA_SHORT_UNALIGNED, origin + (address & Box.MASK) + offset) & 0xffff;
    }

    /** Loads four bytes. */
    public static long load32(long origin, long address, int offset) {
        return ALL.get(JAVA_INT_UNALIGNED, origin + (address & Box.MASK) + offset) & LOW;
    }

    /** Loads eight bytes. */
    public static long load64(long origin, long address, int offset) {
        return ALL.get(JAVA_LONG_UNALIGNED, origin + (address & Box.MASK) + offset);
    }

    /** Loads one byte and extends its sign. */
    public static long loadSigned8(long origin, long address, int offset) {
        return ALL.get(JAVA_BYTE, origin + (address & Box.MASK) + offset);
    }

    /** Loads two bytes and extends their sign. */
    public static long loadSigned16(long origin, long address, int offset) {
        return ALL.get(JAVA_SHORT_UNALIGNED, origin + (address & Box.MASK) + offset);
    }

    /** Loads four bytes and extends their sign. */
    public static long loadSigned32(long origin, long address, int offset) {
        return ALL.get(JAVA_INT_UNALIGNED, origin + (address & Box.MASK) + offset);
    }

    /** Stores the lowest byte. */
    public static void store8(long origin, long address, int offset, long value) {
        ALL.set(JAVA_BYTE, origin + (address & Box.MASK) + offset, (byte) value);
    }

    /** Stores the lowest two bytes. */
    public static void store16(long origin, long address, int offset, long value) {
        ALL.set(JAVA_SHORT_UNALIGNED, origin + (address & Box.MASK) + offset, (short) value);
    }

    /** Stores the lowest four bytes. */
    public static void store32(long origin, long address, int offset, long value) {
        ALL.set(JAVA_INT_UNALIGNED, origin + (address & Box.MASK) + offset, (int) value);
    }

    /** Stores eight bytes. */
    public static void store64(long origin, long address, int offset, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, origin + (address & Box.MASK) + offset, value);
    }
}
