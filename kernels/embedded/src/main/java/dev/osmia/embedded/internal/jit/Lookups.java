package dev.osmia.embedded.internal.jit;

import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.maps.Indexed;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** The calls of {@code bpf_map_lookup_elem} that are written out where they are, by slot. */
record Lookups(Map<Integer, Lookup> bySlot) {

    /** A look-up in an array that is always the same. */
    record Lookup(Indexed values) {}

    /** Finds them: only what is proven of a program tells. */
    static Lookups of(Code code, Shape shape) {
        Map<Integer, Lookup> found = new HashMap<>();
        if (shape instanceof Shape.Proven(var facts, var maps)) {
            for (Code.Placed placed : code) {
                if (placed.instruction() instanceof Instruction.CallHelper(var id) && id == Helper.MAP_LOOKUP_ELEM.id()
                        && facts.isReached(placed.slot())) {
                    EmbeddedMap map = facts.map(placed.slot()).map(maps::get).orElse(null);
                    Indexed values = map == null ? null : map.indexed();
                    if (values != null) {
                        found.put(placed.slot(), new Lookup(values));
                    }
                }
            }
        }
        return new Lookups(found);
    }

    @Nullable
    Lookup at(int slot) {
        return bySlot.get(slot);
    }
}
