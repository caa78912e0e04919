package dev.osmia.verifier.internal.path;

/**
 * Which registers and stack slots instructions have read or written since the last {@link Events event} that tells
 * ({@code scratched_regs} and {@code scratched_stack_slots}). A slot's number says nothing of whose frame it is in.
 */
public final class Touched {
    private static final int ALL_REGISTERS = -1;
    private static final long ALL_SLOTS = -1;

    private int registers;
    private long slots;

    public void register(int number) {
        registers |= 1 << number;
    }

    /** The registers that a call may change. */
    public void callerSaved() {
        registers |= 0x3f;
    }

    public void slot(int number) {
        slots |= 1L << number;
    }

    /** Nothing is as it was. */
    public void everything() {
        registers = ALL_REGISTERS;
        slots = ALL_SLOTS;
    }

    /** Also what another one says. */
    public void add(Touched other) {
        registers |= other.registers;
        slots |= other.slots;
    }

    public void clear() {
        registers = 0;
        slots = 0;
    }

    public boolean isEmpty() {
        return registers == 0 && slots == 0;
    }

    public boolean hasRegister(int number) {
        return (registers >> number & 1) != 0;
    }

    public boolean hasSlot(int number) {
        return (slots >>> number & 1) != 0;
    }
}
