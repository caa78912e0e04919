package dev.osmia.abi;

import java.util.Set;

/**
 * What a helper leaves in R0.
 *
 * @param kind what it is
 * @param structure the name of the kernel structure for {@code PTR_TO_BTF_ID}, else empty
 * @param modifiers what is added to the kind
 */
public record ReturnType(ReturnKind kind, String structure, Set<TypeModifier> modifiers) {
    /** Keeps a copy of the set. */
    public ReturnType {
        modifiers = Set.copyOf(modifiers);
    }

    /** Whether the modifier is there. */
    public boolean is(TypeModifier modifier) {
        return modifiers.contains(modifier);
    }

    /** Whether it may be null, so that a program must test it before use. */
    public boolean isNullable() {
        return is(TypeModifier.NULLABLE);
    }
}
