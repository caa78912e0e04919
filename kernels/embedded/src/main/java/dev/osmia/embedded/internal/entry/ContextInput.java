package dev.osmia.embedded.internal.entry;

import dev.osmia.abi.ContextField;
import dev.osmia.abi.ContextLayout;
import dev.osmia.abi.Errno;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/** A context as user space hands it in: as long as the structure, what was missing being zero. */
final class ContextInput {
    /** {@code PAGE_SIZE}: what is longer Linux does not even look at. */
    private static final int MAX_SIZE = 4096;

    private final ContextLayout layout;
    private final ByteBuffer bytes;

    private ContextInput(ContextLayout layout, byte[] bytes) {
        this.layout = layout;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** Takes the caller's bytes: fewer than the structure has, or more if those are zero. */
    static ContextInput of(Refusals refusals, ContextLayout layout, byte[] given) {
        boolean tooLong = given.length > MAX_SIZE;
        for (int at = layout.size(); at < given.length && !tooLong; at++) {
            tooLong = given[at] != 0;
        }
        if (tooLong) {
            throw refusals.refuse(Errno.E2BIG,
                    "the context has " + given.length + " bytes, of which " + layout.structure() + " has but "
                            + layout.size() + " and the others are not zero");
        }
        return new ContextInput(layout, Arrays.copyOf(given, layout.size()));
    }

    private int offset(String field) {
        return layout.named(field).orElseThrow().offset();
    }

    int getInt(String field) {
        return bytes.getInt(offset(field));
    }

    void putInt(String field, int value) {
        bytes.putInt(offset(field), value);
    }

    /** Copies the bytes of a field. */
    void get(String field, byte[] target) {
        bytes.get(offset(field), target);
    }

    /** Refuses a context that sets anything but the named fields, padding included. */
    void requireOnly(Refusals refusals, Set<String> settable) {
        byte[] rest = bytes.array().clone();
        for (ContextField field : layout.fields()) {
            if (settable.contains(field.name())) {
                Arrays.fill(rest, field.offset(), field.end(), (byte) 0);
            }
        }
        for (int at = 0; at < rest.length; at++) {
            if (rest[at] != 0) {
                throw refusals.refuse(Errno.EINVAL, "byte " + at + " of the context is set, but of "
                        + layout.structure() + " only " + String.join(", ", settable) + " may be");
            }
        }
    }

    /** The whole structure. */
    byte[] bytes() {
        return bytes.array();
    }
}
