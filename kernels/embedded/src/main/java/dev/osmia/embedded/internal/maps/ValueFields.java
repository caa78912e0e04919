package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

/** What the values of a map hold that belongs to the kernel: spin locks, timers and the like. */
public final class ValueFields {
    private static final ValueFields NONE = new ValueFields();

    private ValueFields() {
    }

    static ValueFields of(@Nullable TypeRef type) {
        return NONE;
    }

    boolean isEmpty() {
        return true;
    }

    boolean hasLock() {
        return false;
    }

    /** Copies a value in, for programs to see; what belongs to the kernel stays as it is. */
    void write(Box box, long from, long value, int size, long flags) {
        box.copy(from, value, size);
    }

    /** Copies a value out, with zeros in place of what belongs to the kernel. */
    void read(Box box, long value, long target, int size, long flags) {
        box.copy(value, target, size);
    }
}
