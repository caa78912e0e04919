package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** Some pointers are good only as they were got ({@code __check_ptr_off_reg}). */
final class OriginalPointer {
    private OriginalPointer() {
    }

    static void check(Verification of, Reg pointer, int register, boolean mayHaveOffset) {
        boolean isFixed = pointer.value().isConstant() && pointer.value().constant() == 0;
        if (isFixed && (mayHaveOffset ? pointer.off() >= 0 : pointer.off() == 0)) {
            return;
        }
        String name = RegType.name(pointer.type());
        if (pointer.off() < 0) {
            throw of.forbid("negative offset " + name + " ptr R" + register + " off=" + pointer.off() + " disallowed");
        }
        if (!mayHaveOffset && pointer.off() != 0) {
            throw of.forbid(
                    "dereference of modified " + name + " ptr R" + register + " off=" + pointer.off() + " disallowed");
        }
        throw of.forbid("variable " + name + " access var_off=" + pointer.value().bits() + " disallowed");
    }
}
