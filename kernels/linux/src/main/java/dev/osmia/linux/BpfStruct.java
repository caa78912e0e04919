package dev.osmia.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** One structure of a {@link BpfLayout} in native memory; all fields start as zeros. It lives as long as its arena. */
final class BpfStruct {
    private final BpfLayout layout;
    private final MemorySegment memory;

    BpfStruct(BpfLayout layout, Arena arena) {
        this.layout = layout;
        this.memory = arena.allocate(layout.size(), Long.BYTES);
    }

    /** A copy of bytes that a field can point to; a null pointer for none. */
    static MemorySegment copy(byte[] bytes, Arena arena) {
        if (bytes.length == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment copy = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    MemorySegment memory() {
        return memory;
    }

    BpfStruct set(String name, long value) {
        BpfLayout.Field field = layout.field(name);
        if (field.size() == Integer.BYTES) {
            memory.set(JAVA_INT, field.offset(), (int) value);
        } else {
            memory.set(JAVA_LONG, field.offset(), value);
        }
        return this;
    }

    /** Sets a field to an address; what lies there must live as long as this structure is used. */
    BpfStruct set(String name, MemorySegment target) {
        return set(name, target.address());
    }

    /** Sets a field that holds text, which must be shorter than the field. */
    BpfStruct set(String name, String text) {
        BpfLayout.Field field = layout.field(name);
        memory.asSlice(field.offset(), field.size()).setString(0, text, StandardCharsets.UTF_8);
        return this;
    }

    /** A number; those of 4 bytes are unsigned. */
    long get(String name) {
        BpfLayout.Field field = layout.field(name);
        return field.size() == Integer.BYTES
                ? Integer.toUnsignedLong(memory.get(JAVA_INT, field.offset()))
                : memory.get(JAVA_LONG, field.offset());
    }

    String getText(String name) {
        BpfLayout.Field field = layout.field(name);
        return memory.asSlice(field.offset(), field.size()).getString(0, StandardCharsets.UTF_8);
    }
}
