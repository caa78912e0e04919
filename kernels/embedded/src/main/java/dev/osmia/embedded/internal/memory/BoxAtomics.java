package dev.osmia.embedded.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The atomic accesses of generated code, as {@link BoxAccess} has the others. Addresses are multiples of the size, which is
 * shown before; the lowest bits are cut so that HotSpot sees it, too. Operations return what was there before.
 */
public final class BoxAtomics {
    private static final MemorySegment ALL = ReservedMemory.everything();
    /** Of one byte, by address in {@link BoxAccess#ALL}. */
    public static final VarHandle BYTE = JAVA_BYTE.varHandle();
    /** Of two bytes at an even address. */
    public static final VarHandle SHORT = JAVA_SHORT.varHandle();
    /** Of four bytes at a multiple of four. */
    public static final VarHandle INT = Box.ATOMIC_INT;
    /** Of eight bytes at a multiple of eight. */
    public static final VarHandle LONG = Box.ATOMIC_LONG;
    private static final long LOW = 0xffff_ffffL;

    private BoxAtomics() {
    }

    private static long at(long base, long address, int size) {
        return base + (address & Box.MASK & -size);
    }

    /** Adds 4 bytes. */
    public static long add32(long base, long address, long value) {
        return (int) INT.getAndAdd(ALL, at(base, address, 4), (int) value) & LOW;
    }

    /** Adds 8 bytes. */
    public static long add64(long base, long address, long value) {
        return (long) LONG.getAndAdd(ALL, at(base, address, 8), value);
    }

    /** Sets bits of 4 bytes. */
    public static long or32(long base, long address, long value) {
        return (int) INT.getAndBitwiseOr(ALL, at(base, address, 4), (int) value) & LOW;
    }

    /** Sets bits of 8 bytes. */
    public static long or64(long base, long address, long value) {
        return (long) LONG.getAndBitwiseOr(ALL, at(base, address, 8), value);
    }

    /** Keeps bits of 4 bytes. */
    public static long and32(long base, long address, long value) {
        return (int) INT.getAndBitwiseAnd(ALL, at(base, address, 4), (int) value) & LOW;
    }

    /** Keeps bits of 8 bytes. */
    public static long and64(long base, long address, long value) {
        return (long) LONG.getAndBitwiseAnd(ALL, at(base, address, 8), value);
    }

    /** Flips bits of 4 bytes. */
    public static long xor32(long base, long address, long value) {
        return (int) INT.getAndBitwiseXor(ALL, at(base, address, 4), (int) value) & LOW;
    }

    /** Flips bits of 8 bytes. */
    public static long xor64(long base, long address, long value) {
        return (long) LONG.getAndBitwiseXor(ALL, at(base, address, 8), value);
    }

    /** Replaces 4 bytes. */
    public static long xchg32(long base, long address, long value) {
        return (int) INT.getAndSet(ALL, at(base, address, 4), (int) value) & LOW;
    }

    /** Replaces 8 bytes. */
    public static long xchg64(long base, long address, long value) {
        return (long) LONG.getAndSet(ALL, at(base, address, 8), value);
    }

    /** Replaces 4 bytes that are as expected. */
    public static long cmpxchg32(long base, long address, long expected, long value) {
        return (int) INT.compareAndExchange(ALL, at(base, address, 4), (int) expected, (int) value) & LOW;
    }

    /** Replaces 8 bytes that are as expected. */
    public static long cmpxchg64(long base, long address, long expected, long value) {
        return (long) LONG.compareAndExchange(ALL, at(base, address, 8), expected, value);
    }

    /** Loads one byte in acquire order. */
    public static long acquire8(long base, long address) {
        return (byte) BYTE.getAcquire(ALL, at(base, address, 1)) & 0xff;
    }

    /** Loads two bytes in acquire order. */
    public static long acquire16(long base, long address) {
        return (short) SHORT.getAcquire(ALL, at(base, address, 2)) & 0xffff;
    }

    /** Loads four bytes in acquire order. */
    public static long acquire32(long base, long address) {
        return (int) INT.getAcquire(ALL, at(base, address, 4)) & LOW;
    }

    /** Loads eight bytes in acquire order. */
    public static long acquire64(long base, long address) {
        return (long) LONG.getAcquire(ALL, at(base, address, 8));
    }

    /** Stores one byte in release order. */
    public static void release8(long base, long address, long value) {
        BYTE.setRelease(ALL, at(base, address, 1), (byte) value);
    }

    /** Stores two bytes in release order. */
    public static void release16(long base, long address, long value) {
        SHORT.setRelease(ALL, at(base, address, 2), (short) value);
    }

    /** Stores four bytes in release order. */
    public static void release32(long base, long address, long value) {
        INT.setRelease(ALL, at(base, address, 4), (int) value);
    }

    /** Stores eight bytes in release order. */
    public static void release64(long base, long address, long value) {
        LONG.setRelease(ALL, at(base, address, 8), value);
    }
}
