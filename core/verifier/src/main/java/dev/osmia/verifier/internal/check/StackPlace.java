package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The slots of an object on the stack, such as a dynptr ({@code stack_slot_obj_get_spi}).
 *
 * @param slot the one at the lowest address, which has the highest number
 * @param problem why there can be no such object there, null if there can
 * @param isInUse whether the stack is known to be that deep
 */
record StackPlace(int slot, @Nullable String problem, boolean isInUse) {

    static StackPlace of(Verification of, Reg pointer, String kind, int slots) {
        if (!pointer.value().isConstant()) {
            return new StackPlace(-1, kind + " has to be at a constant offset", false);
        }
        int off = (int) (pointer.off() + pointer.value().constant());
        int slot = (-off - 1) / Slot.SIZE;
        if (off % Slot.SIZE != 0 || slot + 1 < slots) {
            return new StackPlace(-1, "cannot pass in " + kind + " at an offset=" + off, false);
        }
        Frame frame = of.frameOf(pointer);
        return new StackPlace(slot, null, slot - slots + 1 >= 0 && slot < frame.slots());
    }

    /** Whether there is one in use. */
    boolean isGood() {
        return problem == null && isInUse;
    }

    /** What Linux says: why there can be none, if so, and then what is wrong with that. */
    Rejection rejection(Verification of, String message) {
        return problem == null ? of.invalid(message) : of.invalid(problem).and(message);
    }
}
