package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.memory.Box;

import java.util.function.LongUnaryOperator;

/** The order of an array's keys, which lie nowhere. */
final class ArrayKeys {
    private ArrayKeys() {
    }

    /** Copies the index after the one at {@code key} to {@code target}: the first if there is none or it is too big. */
    static long next(Box box, long entries, long key, long target) {
        long index = key == 0 ? -1 : box.getInt(key) & 0xffff_ffffL;
        if (index == entries - 1) {
            return Errno.ENOENT.result();
        }
        box.putInt(target, index >= entries ? 0 : (int) (index + 1));
        return 0;
    }

    /** Shows each value with its index. A nested visit has a key of its own. */
    static long visit(Machine machine, long entries, LongUnaryOperator value, EmbeddedMap.Visitor visitor) {
        long key = machine.allocator().tryAllocate(Integer.BYTES);
        if (key == 0) {
            return Errno.ENOMEM.result();
        }
        try {
            for (long index = 0; index < entries; index++) {
                machine.box().putInt(key, (int) index);
                if (!visitor.visit(key, value.applyAsLong(index))) {
                    return index + 1;
                }
            }
            return entries;
        } finally {
            machine.allocator().free(key, Integer.BYTES);
        }
    }
}
