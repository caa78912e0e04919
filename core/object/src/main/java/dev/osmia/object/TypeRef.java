package dev.osmia.object;

import dev.osmia.btf.Btf;

/**
 * A type, and the BTF that defines it.
 *
 * @param btf the table that {@code id} counts in
 * @param id the type's id, not 0
 */
public record TypeRef(Btf btf, int id) {
    /** The type's name, empty if it has none. */
    public String name() {
        return btf.name(id);
    }
}
