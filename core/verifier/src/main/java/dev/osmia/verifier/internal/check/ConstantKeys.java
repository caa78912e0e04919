package dev.osmia.verifier.internal.check;

import dev.osmia.abi.MapType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;

/** Keys of arrays that are known: an element below the size of the array is always there ({@code get_constant_map_key}). */
final class ConstantKeys {
    private final Verification of;

    ConstantKeys(Verification of) {
        this.of = of;
    }

    /** The key on the stack, or -1 if it is not known or does not matter. */
    long find(MapInfo map, Reg pointer) {
        boolean isArray = map.type() == MapType.ARRAY || map.type() == MapType.PERCPU_ARRAY;
        if (!isArray || pointer.type() != RegType.STACK || !pointer.value().isConstant()) {
            return -1;
        }
        Frame frame = of.frameOf(pointer);
        int index = (int) -(pointer.off() + pointer.value().constant()) - 1;
        Slot slot = frame.slot(index / Slot.SIZE);
        int first = index % Slot.SIZE;
        if (count(slot, first, Slot.ZERO) >= map.keySize()) {
            return 0;
        }
        if (!slot.isNumber() || count(slot, first, Slot.SPILL) != map.keySize()
                || !slot.spilled().value().isConstant()) {
            return -1;
        }
        of.precision.needSlot(frame.number, index / Slot.SIZE);
        return slot.spilled().value().constant();
    }

    private static int count(Slot slot, int first, int type) {
        int count = 0;
        while (first - count >= 0 && slot.type(first - count) == type) {
            count++;
        }
        return count;
    }
}
