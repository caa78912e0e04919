package dev.osmia.isa.text;

import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Names for the numbers in code. Each method answers "unknown" unless it is overridden.
 *
 * <p>Names that an assembler could not read back (with blanks or brackets, say) are treated as unknown.
 */
public interface Symbols {
    /** Knows no name. */
    Symbols NONE = new Symbols() {
    };

    /** The name of a helper, such as {@code bpf_map_lookup_elem}, or null. */
    default @Nullable String helper(int id) {
        return null;
    }

    /** The number of a helper, for an assembler that finds its name alone. */
    default OptionalInt helperId(String name) {
        return OptionalInt.empty();
    }

    /** The names of all helpers that {@link #helperId} knows, for an assembler that finds one misspelt. */
    default Set<String> helperNames() {
        return Set.of();
    }

    /** The name of a kernel function, or null. */
    default @Nullable String kfunc(int btfId, short module) {
        return null;
    }

    /** The name of the subprogram that starts at a slot, or null. */
    default @Nullable String subprogram(int slot) {
        return null;
    }

    /**
     * The name of what the instruction at a slot refers to, or null: the map or variable of a wide load, or the
     * subprogram that a call means before linking.
     */
    default @Nullable String reference(int slot) {
        return null;
    }

    /** The source line from which the instruction at a slot comes, or null. */
    default @Nullable String sourceLine(int slot) {
        return null;
    }
}
