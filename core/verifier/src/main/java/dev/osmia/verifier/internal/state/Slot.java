package dev.osmia.verifier.internal.state;

/**
 * Eight bytes of stack ({@code struct bpf_stack_state}).
 *
 * @param types what each byte is, the byte at the highest address first in {@link #type}
 * @param spilled the register that lies there, or the dynptr, iterator or flag
 */
public record Slot(long types, Reg spilled) {
    /** What a byte of the stack can be. */
    public static final int INVALID = 0;
    public static final int SPILL = 1;
    public static final int MISC = 2;
    public static final int ZERO = 3;
    public static final int DYNPTR = 4;
    public static final int ITER = 5;
    public static final int IRQ_FLAG = 6;

    /** Bytes of a slot. */
    public static final int SIZE = 8;

    /** Nothing was written. */
    public static final Slot EMPTY = new Slot(0, Reg.NOT_INIT);

    private static final long EACH = 0x0101_0101_0101_0101L;

    /** A slot that is all the same. */
    public static Slot all(int type, Reg spilled) {
        return new Slot(type * EACH, spilled);
    }

    /** The type of a byte; {@code index} counts as Linux's {@code slot_type} does. */
    public int type(int index) {
        return (int) (types >>> index * Byte.SIZE) & 0xff;
    }

    /** Whether all bytes are of one type. */
    public boolean isAll(int type) {
        return types == type * EACH;
    }

    /** The same with another type of a byte. */
    public Slot with(int index, int type) {
        return new Slot(types & ~(0xffL << index * Byte.SIZE) | (long) type << index * Byte.SIZE, spilled);
    }

    public Slot with(Reg changed) {
        return new Slot(types, changed);
    }

    /** Whether a register lies there. */
    public boolean isSpill() {
        return type(SIZE - 1) == SPILL;
    }

    /** Whether a number lies there. */
    public boolean isNumber() {
        return isSpill() && spilled.isNumber();
    }

    /** Whether all eight bytes are of one number. */
    public boolean isWholeNumber() {
        return type(0) == SPILL && spilled.isNumber();
    }

    /** Whether more lies there than bytes. */
    public boolean isSpecial() {
        int last = type(SIZE - 1);
        return last == SPILL || last >= DYNPTR;
    }

    /** What it is once its bytes are only bytes: spilled ones lose their meaning. */
    public Slot scrubbed() {
        Slot slot = this;
        for (int index = 0; index < SIZE; index++) {
            if (slot.type(index) != INVALID) {
                slot = slot.with(index, MISC);
            }
        }
        return slot;
    }
}
