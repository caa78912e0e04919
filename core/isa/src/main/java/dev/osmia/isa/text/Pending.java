package dev.osmia.isa.text;

import dev.osmia.isa.Instruction;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * An instruction that may have to wait until all labels are known.
 *
 * @param reference the map or variable that it names, or null
 */
record Pending(int slots, Placement placement, @Nullable String reference) {

    /** Makes the instruction once its place and all labels are known. */
    interface Placement {
        /** The instruction, at the end of which {@code nextSlot} follows. */
        Instruction place(int nextSlot, Map<String, Integer> labels);
    }

    static Pending of(Instruction instruction) {
        return new Pending(instruction.slots(), (_, _) -> instruction, null);
    }

    static Pending referring(Instruction instruction, @Nullable String reference) {
        return new Pending(instruction.slots(), (_, _) -> instruction, reference);
    }

    /** An instruction with a 16-bit distance. */
    static Pending near(Target target, Function<Short, Instruction> make) {
        return new Pending(1, (nextSlot, labels) -> make.apply(target.near(nextSlot, labels)), null);
    }

    /** An instruction with a 32-bit distance. */
    static Pending far(Target target, IntFunction<Instruction> make) {
        return new Pending(1, (nextSlot, labels) -> make.apply(target.far(nextSlot, labels)), null);
    }
}
