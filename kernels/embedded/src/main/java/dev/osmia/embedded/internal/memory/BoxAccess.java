package dev.osmia.embedded.internal.memory;

import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/**
 * The accesses of generated code: {@link Box}'s, for a box whose base is a constant at each place, so that HotSpot makes one
 * instruction of the mask, one of the base and the access. Registers are 64 bits wide, and so are results.
 */
public final class BoxAccess {
    private static final MemorySegment ALL = ReservedMemory.everything();
    private static final long LOW = 0xffff_ffffL;

    private BoxAccess() {
    }

    /** Loads one byte. */
    public static long load8(long base, long address) {
        return ALL.get(JAVA_BYTE, base + (address & Box.MASK)) & 0xff;
    }

    /** Loads two bytes. */
    public static long load16(long base, long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, base + (address & Box.MASK)) & 0xffff;
    }

    /** Loads four bytes. */
    public static long load32(long base, long address) {
        return ALL.get(JAVA_INT_UNALIGNED, base + (address & Box.MASK)) & LOW;
    }

    /** Loads eight bytes. */
    public static long load64(long base, long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, base + (address & Box.MASK));
    }

    /** Loads one byte and extends its sign. */
    public static long loadSigned8(long base, long address) {
        return ALL.get(JAVA_BYTE, base + (address & Box.MASK));
    }

    /** Loads two bytes and extends their sign. */
    public static long loadSigned16(long base, long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, base + (address & Box.MASK));
    }

    /** Loads four bytes and extends their sign. */
    public static long loadSigned32(long base, long address) {
        return ALL.get(JAVA_INT_UNALIGNED, base + (address & Box.MASK));
    }

    /** Stores the lowest byte. */
    public static void store8(long base, long address, long value) {
        ALL.set(JAVA_BYTE, base + (address & Box.MASK), (byte) value);
    }

    /** Stores the lowest two bytes. */
    public static void store16(long base, long address, long value) {
        ALL.set(JAVA_SHORT_UNALIGNED, base + (address & Box.MASK), (short) value);
    }

    /** Stores the lowest four bytes. */
    public static void store32(long base, long address, long value) {
        ALL.set(JAVA_INT_UNALIGNED, base + (address & Box.MASK), (int) value);
    }

    /** Stores eight bytes. */
    public static void store64(long base, long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, base + (address & Box.MASK), value);
    }
}
