package dev.osmia.verifier.internal.program;

import dev.osmia.btf.Btf;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

/** The types of an object as far as Linux knows of them: loaders leave out a table that it does not take. */
final class KnownTypes {
    private KnownTypes() {
    }

    static @Nullable Btf of(@Nullable Btf types) {
        return types == null || types.flaw().isPresent() ? null : types;
    }

    static @Nullable TypeRef of(@Nullable TypeRef type) {
        return type == null || type.btf().flaw().isPresent() ? null : type;
    }
}
