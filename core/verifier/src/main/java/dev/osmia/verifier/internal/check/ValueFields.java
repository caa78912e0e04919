package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Reg;

/** Pointers to the kernel's fields in map values ({@code check_map_field_pointer}). */
final class ValueFields {
    private ValueFields() {
    }

    static void check(Verification of, int register, Field.Kind kind) {
        Reg pointer = of.reg(register);
        MapInfo map = pointer.map();
        if (!pointer.value().isConstant()) {
            throw of.invalid("R" + register + " doesn't have constant offset. " + kind.text()
                    + " has to be at the constant offset");
        }
        if (!map.hasTypes()) {
            throw of.invalid("map '" + map.name() + "' has to have BTF in order to use " + kind.text());
        }
        if (!map.fields().has(kind)) {
            throw of.invalid("map '" + map.name() + "' has no valid " + kind.text());
        }
        long off = pointer.value().constant() + pointer.off();
        if (map.fields().offsetOf(kind) != off) {
            throw of.invalid("off " + off + " doesn't point to 'struct " + kind.text() + "' that is at "
                    + map.fields().offsetOf(kind));
        }
    }
}
