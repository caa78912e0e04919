package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Composite;

/**
 * One step of an access that means something in the source: a named member, or an element. Steps into anonymous structs
 * are left out.
 *
 * @param type the struct or union that has the member, or the element's type
 * @param index which member or element
 * @param name the member's, empty for an element
 */
record Accessor(int type, int index, String name) {

    boolean isElement() {
        return name.isEmpty();
    }

    /** Whether an array reached by this step is a flexible one: without length, at the end of its struct. */
    boolean endsIn(Btf btf, BtfType.Array array) {
        return !isElement() && array.length() == 0 && btf.type(type) instanceof Composite composite
                && index == composite.members().size() - 1;
    }
}
