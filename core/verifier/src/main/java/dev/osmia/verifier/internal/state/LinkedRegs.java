package dev.osmia.verifier.internal.state;

/** Up to six registers or slots that were known to be related when a branch was taken, packed into a number. */
public final class LinkedRegs {
    private static final int MOST = 6;
    private static final int ENTRY_BITS = 10;
    private static final int SIZE_BITS = 4;
    private static final int FRAME_MASK = 0x7;
    private static final int PLACE_SHIFT = 3;
    private static final int PLACE_MASK = 0x3f;
    private static final int REGISTER = 1 << 9;

    private long entries;
    private int size;

    public LinkedRegs() {
    }

    /** What {@link #pack} made. */
    public LinkedRegs(long packed) {
        size = (int) packed & (1 << SIZE_BITS) - 1;
        entries = packed >>> SIZE_BITS;
    }

    public int size() {
        return size;
    }

    /** Adds one; false if there is no room. */
    public boolean add(int frame, int place, boolean isRegister) {
        if (size == MOST) {
            return false;
        }
        long entry = frame | place << PLACE_SHIFT | (isRegister ? REGISTER : 0);
        entries |= entry << size * ENTRY_BITS;
        size++;
        return true;
    }

    public long pack() {
        return entries << SIZE_BITS | size;
    }

    private int entry(int index) {
        return (int) (entries >>> index * ENTRY_BITS);
    }

    public int frame(int index) {
        return entry(index) & FRAME_MASK;
    }

    /** A register's number, or a slot's. */
    public int place(int index) {
        return entry(index) >> PLACE_SHIFT & PLACE_MASK;
    }

    public boolean isRegister(int index) {
        return (entry(index) & REGISTER) != 0;
    }

    /** The register or the spilled one in a state. */
    public Reg get(State state, int index) {
        Frame frame = state.frame(frame(index));
        return isRegister(index) ? frame.regs[place(index)] : frame.slot(place(index)).spilled();
    }

    public void set(State state, int index, Reg reg) {
        Frame frame = state.frame(frame(index));
        if (isRegister(index)) {
            frame.regs[place(index)] = reg;
        } else {
            frame.setSlot(place(index), frame.slot(place(index)).with(reg));
        }
    }
}
