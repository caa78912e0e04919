package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.embedded.internal.memory.Box;

/**
 * Checks a dynptr each time that a program hands it over. It lies on the stack, where an unverified program can write what
 * it likes, so nothing is believed: what it leads to must be something that the program may touch at this moment.
 */
final class DynptrCheck {
    private DynptrCheck() {
    }

    static void check(Run run, AccessCheck access, ArgumentType type, long address) {
        Dynptr dynptr = Dynptr.at(run.box(), address);
        if (dynptr.isNull()) {
            return;
        }
        if (type.is(TypeModifier.RINGBUF) && dynptr.kind() != Dynptr.Kind.RINGBUF) {
            throw new Fault("this dynptr leads to no record of a ring buffer");
        }
        switch (dynptr.kind()) {
            case LOCAL, RINGBUF, SKB_META -> memory(access, dynptr);
            case SKB, XDP -> {
                if (((dynptr.data() ^ run.context()) & Box.MASK) != 0) {
                    throw new Fault("this dynptr leads to no packet of the program's");
                }
            }
            case INVALID -> throw new Fault("here is no dynptr: it has not been made, or has been written over");
        }
    }

    private static void memory(AccessCheck access, Dynptr dynptr) {
        if (dynptr.size() > 0) {
            try {
                access.check(dynptr.start(), dynptr.size(), !dynptr.isReadOnly());
            } catch (Fault fault) {
                throw new Fault("this dynptr leads astray: " + fault.reason());
            }
        }
    }
}
