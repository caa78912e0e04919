package dev.osmia.embedded.internal.memory;

import java.lang.foreign.MemorySegment;

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
}
