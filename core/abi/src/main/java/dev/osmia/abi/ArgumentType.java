package dev.osmia.abi;

import java.util.Set;

/**
 * What a helper takes in one argument register.
 *
 * @param kind what it must be
 * @param structure the name of the kernel structure for {@code PTR_TO_BTF_ID} and {@code PTR_TO_ITER}, else empty
 * @param modifiers what is added to the kind
 * @param size bytes of memory of a fixed size, else 0
 */
public record ArgumentType(ArgumentKind kind, String structure, Set<TypeModifier> modifiers, int size) {
    /** Keeps a copy of the set. */
    public ArgumentType {
        modifiers = Set.copyOf(modifiers);
    }

    /** Whether the modifier is there. */
    public boolean is(TypeModifier modifier) {
        return modifiers.contains(modifier);
    }

    /** Whether null will do. */
    public boolean isNullable() {
        return is(TypeModifier.NULLABLE);
    }
}
