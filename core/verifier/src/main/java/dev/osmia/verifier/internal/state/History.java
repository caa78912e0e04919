package dev.osmia.verifier.internal.state;

import java.util.Arrays;

/** The instructions of a state that did not follow the one before, or that moved something between stack and registers. */
public final class History {
    /** In {@link #flags}: a register was spilled or filled; the frame is in the low bits, the slot above. */
    public static final int STACK_ACCESS = 1 << 9;
    /** In {@link #flags}: a comparison had a stack pointer on that side. */
    public static final int DST_IS_STACK = 1 << 10;
    public static final int SRC_IS_STACK = 1 << 11;

    private static final int FRAME_BITS = 3;
    private static final int FRAME_MASK = (1 << FRAME_BITS) - 1;
    private static final int SLOT_MASK = 0x3f;
    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};

    private int[] insns;
    private int[] before;
    private int[] flags;
    private long[] links;
    private int size;

    public History() {
        insns = NO_INTS;
        before = NO_INTS;
        flags = NO_INTS;
        links = NO_LONGS;
    }

    public History(History other) {
        size = other.size;
        insns = size == 0 ? NO_INTS : Arrays.copyOf(other.insns, size);
        before = size == 0 ? NO_INTS : Arrays.copyOf(other.before, size);
        flags = size == 0 ? NO_INTS : Arrays.copyOf(other.flags, size);
        links = size == 0 ? NO_LONGS : Arrays.copyOf(other.links, size);
    }

    /** The flags of an access to a stack slot. */
    public static int stackAccess(int frame, int slot) {
        return STACK_ACCESS | slot << FRAME_BITS | frame;
    }

    public static int frameOf(int flags) {
        return flags & FRAME_MASK;
    }

    public static int slotOf(int flags) {
        return flags >> FRAME_BITS & SLOT_MASK;
    }

    public int size() {
        return size;
    }

    public void add(int insn, int previous, int newFlags, long newLinks) {
        if (size == insns.length) {
            int larger = Math.max(8, size * 2);
            insns = Arrays.copyOf(insns, larger);
            before = Arrays.copyOf(before, larger);
            flags = Arrays.copyOf(flags, larger);
            links = Arrays.copyOf(links, larger);
        }
        insns[size] = insn;
        before[size] = previous;
        flags[size] = newFlags;
        links[size] = newLinks;
        size++;
    }

    /** Adds to what the last entry says of its instruction. */
    public void amend(int moreFlags, long newLinks) {
        flags[size - 1] |= moreFlags;
        links[size - 1] = newLinks;
    }

    public int insn(int index) {
        return insns[index];
    }

    public int previous(int index) {
        return before[index];
    }

    public int flags(int index) {
        return flags[index];
    }

    /** The linked registers that changed together, packed by {@link LinkedRegs}. */
    public long links(int index) {
        return links[index];
    }

    public void clear() {
        size = 0;
        insns = NO_INTS;
        before = NO_INTS;
        flags = NO_INTS;
        links = NO_LONGS;
    }
}
