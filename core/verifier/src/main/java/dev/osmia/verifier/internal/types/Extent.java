package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import org.jspecify.annotations.Nullable;

/**
 * How much room a value takes, arrays of arrays taken as one ({@code __btf_resolve_size}).
 *
 * @param size bytes
 * @param count elements of all dimensions, 1 for what is no array
 * @param isArray whether it is an array, be it of none
 * @param type id of an element without modifiers
 * @param named the id by which an element is referred to: for what is no array the last one behind its modifiers, for an
 *     array the one that the innermost array names
 */
record Extent(int size, int count, boolean isArray, int type, int named) {

    /** Null for what has no size, or too much of it. */
    static @Nullable Extent of(Btf btf, int id) {
        if (!btf.hasSize(id)) {
            return null;
        }
        long total = btf.byteSizeOf(id);
        if (total > 0xffff_ffffL) {
            return null;
        }
        int count = 1;
        boolean isArray = false;
        int named = id;
        int at = id;
        while (true) {
            switch (btf.type(at)) {
                case BtfType.Array array -> {
                    isArray = true;
                    count *= array.length();
                    at = array.type();
                    named = at;
                }
                case BtfType.Modifier modifier -> {
                    at = modifier.type();
                    named = isArray ? named : at;
                }
                case BtfType.Typedef typedef -> {
                    at = typedef.type();
                    named = isArray ? named : at;
                }
                default -> {
                    return new Extent((int) total, count, isArray, at, named);
                }
            }
        }
    }
}
