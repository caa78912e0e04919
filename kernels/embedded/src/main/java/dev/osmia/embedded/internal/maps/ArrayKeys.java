package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.memory.Box;

/** The order of an array's keys. */
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
}
