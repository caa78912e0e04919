package dev.osmia.embedded.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/**
 * One reserved region of native memory, aligned to its own size, that holds all that a program can point at.
 *
 * <p>An eBPF pointer is the native address. Every access masks it, so that no program, verified or not, reaches
 * anything outside; and since the region is aligned to its size, the low 32 bits alone name the same place, which is
 * what 32-bit context fields such as {@code xdp_md.data} hold.
 *
 * <p>Address arguments may be any number. Byte order is the machine's.
 */
public final class Box {
    /** Bytes that the mask reaches. */
    public static final long SIZE = 1L << 32;
    /** Bytes on either side of the box that are nobody else's, so that an offset of 16 bits does no harm there. */
    public static final int MARGIN = 1 << 16;
    /** What of an address counts. */
    public static final long MASK = SIZE - 1;
    /** For {@code getAndBitwise…} and the like: aligned, as atomic operations must be. */
    public static final VarHandle ATOMIC_INT = JAVA_INT.varHandle();
    /** As {@link #ATOMIC_INT}, 8 bytes wide. */
    public static final VarHandle ATOMIC_LONG = JAVA_LONG.varHandle();

    /**
     * All of memory: a constant, so that HotSpot compiles an access to one instruction where {@link #memory} would be
     * asked for its kind, its bounds and its scope each time. The mask keeps accesses inside the box, and whoever holds
     * the box keeps its memory mapped.
     */
    private static final MemorySegment ALL = ReservedMemory.everything();

    private final MemorySegment memory;
    private final long base;

    /**
     * Reserves a box.
     *
     * @throws OutOfMemoryError if the address space is exhausted
     */
    public Box() {
        memory = ReservedMemory.reserve(SIZE, SIZE, MARGIN);
        base = memory.address();
    }

    /** The whole region, for {@link #ATOMIC_INT} and bulk copies; an offset in it is {@code address & MASK}. */
    public MemorySegment memory() {
        return memory;
    }

    /** Address of the first byte. */
    public long base() {
        return base;
    }

    /** The full address of what the low 32 bits of {@code address} name. */
    public long normal(long address) {
        return base | address & MASK;
    }

    /** Whether an address, whole or as its low 32 bits, can mean a place in this box. */
    public boolean claims(long address) {
        long high = address & ~MASK;
        return high == base || high == 0;
    }

    /**
     * A part of the region.
     *
     * @throws IndexOutOfBoundsException if it passes the end
     */
    public MemorySegment slice(long address, long size) {
        return memory.asSlice(address & MASK, size);
    }

    /** As {@link #slice(long, long)}, usable until an arena is closed; the box must be kept meanwhile. */
    @SuppressWarnings("restricted")
    public MemorySegment slice(long address, long size, Arena arena) {
        return slice(address, size).reinterpret(arena, null);
    }

    /** Reads one byte. */
    public byte getByte(long address) {
        return ALL.get(JAVA_BYTE, base + (address & MASK));
    }

    /** Reads two bytes. */
    public short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, base + (address & MASK));
    }

    /** Reads four bytes. */
    public int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, base + (address & MASK));
    }

    /** Reads eight bytes. */
    public long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, base + (address & MASK));
    }

    /** Writes one byte. */
    public void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, base + (address & MASK), value);
    }

    /** Writes two bytes. */
    public void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, base + (address & MASK), value);
    }

    /** Writes four bytes. */
    public void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, base + (address & MASK), value);
    }

    /** Writes eight bytes. */
    public void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, base + (address & MASK), value);
    }

    /** Copies inside the box. */
    public void copy(long from, long to, long size) {
        MemorySegment.copy(memory, from & MASK, memory, to & MASK, size);
    }

    /** Copies into the box. */
    public void put(long to, byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, memory, JAVA_BYTE, to & MASK, length);
    }

    /** Copies the whole array into the box. */
    public void put(long to, byte[] bytes) {
        put(to, bytes, 0, bytes.length);
    }

    /** Copies out of the box. */
    public byte[] get(long from, int size) {
        byte[] bytes = new byte[size];
        MemorySegment.copy(memory, JAVA_BYTE, from & MASK, bytes, 0, size);
        return bytes;
    }

    /** Copies out of the box into part of an array. */
    public void get(long from, byte[] bytes, int offset, int length) {
        MemorySegment.copy(memory, JAVA_BYTE, from & MASK, bytes, offset, length);
    }

    /** Fills with one byte. */
    public void fill(long at, long size, byte value) {
        slice(at, size).fill(value);
    }

    /** Fills with zeros, and gives back what pages the system takes. */
    public void clear(long at, long size) {
        ReservedMemory.clear(slice(at, size));
    }

    /** Gives back the memory of all pages; what is read afterwards is zero. */
    public void release() {
        ReservedMemory.release(memory);
    }
}
