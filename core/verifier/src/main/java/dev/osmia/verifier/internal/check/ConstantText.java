package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Reg;

/** Texts that calls have to know beforehand ({@code check_reg_const_str}). */
final class ConstantText {
    private final Verification of;
    private final MemoryCheck memory;

    ConstantText(Verification of, MemoryCheck memory) {
        this.of = of;
        this.memory = memory;
    }

    /** Checks that a text is known and ends. */
    void check(int register) {
        Reg pointer = of.reg(register);
        MapInfo map = pointer.map();
        if (!map.isConstant()) {
            throw of.forbid("R" + register + " does not point to a readonly map'");
        }
        if (!pointer.value().isConstant()) {
            throw of.forbid("R" + register + " is not a constant address'");
        }
        if (!map.hasDirectValues()) {
            throw of.forbid("no direct value access support for this map type");
        }
        memory.values.checkPlace(register, pointer.off(), map.valueSize() - pointer.off(), false, false);
        if (map.text(pointer.off() + pointer.value().constant()) == null) {
            throw of.invalid("string is not zero-terminated");
        }
    }
}
