package dev.osmia.verifier.internal.types;

import dev.osmia.abi.TrustedField;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What may be trusted of a pointer that was loaded from an object, by what was trusted of that object's pointer. */
public final class LoadedTrust {
    private LoadedTrust() {
    }

    /** What is known of the pointer through which the load went. */
    public enum Source {
        /** Where it leads nobody knows. */
        UNTRUSTED,
        /** It can be trusted, fully or within an RCU read section. */
        TRUSTED,
        /** Neither: from before Linux knew of trust. */
        OLD
    }

    /**
     * The flags of the pointer that a load gave ({@code check_ptr_to_btf_access}).
     *
     * @param struct id of the type of the object that was loaded from
     * @param loaded what {@link TypeWalk} found there
     * @param inRcu whether the load is in an RCU read section, as programs that cannot sleep always are
     */
    public static Set<PointerFlag> of(Btf btf, int struct, TypeAccess.ObjectPointer loaded, Source source,
            boolean inRcu) {
        return switch (source) {
            case UNTRUSTED -> Set.of(PointerFlag.UNTRUSTED);
            case OLD -> without(loaded.flags(), PointerFlag.RCU);
            case TRUSTED -> ofTrusted(btf, struct, loaded, inRcu);
        };
    }

    private static Set<PointerFlag> ofTrusted(Btf btf, int struct, TypeAccess.ObjectPointer loaded, boolean inRcu) {
        Optional<TrustedField> row = btf.kind(struct) == BtfKind.STRUCT
                ? TrustedField.of(btf.name(struct), loaded.field(), TypeFacts.name(btf, loaded.type()))
                : Optional.empty();
        if (row.isPresent() && (!row.get().needsRcu() || inRcu)) {
            return trusted(row.get(), loaded);
        }
        if (!inRcu) {
            return Set.of(PointerFlag.UNTRUSTED);
        }
        if (loaded.flags().contains(PointerFlag.RCU)) {
            return with(loaded.flags(), PointerFlag.MAYBE_NULL);
        }
        return loaded.flags();
    }

    private static Set<PointerFlag> trusted(TrustedField row, TypeAccess.ObjectPointer loaded) {
        Set<PointerFlag> flags = with(loaded.flags(), row.needsRcu() ? PointerFlag.RCU : PointerFlag.TRUSTED);
        if (!row.isNullable()) {
            return flags;
        }
        flags = with(flags, PointerFlag.MAYBE_NULL);
        return row.needsRcu() ? without(flags, PointerFlag.UNTRUSTED) : flags;
    }

    private static Set<PointerFlag> with(Set<PointerFlag> flags, PointerFlag flag) {
        Set<PointerFlag> more = EnumSet.of(flag);
        more.addAll(flags);
        return more;
    }

    private static Set<PointerFlag> without(Set<PointerFlag> flags, PointerFlag flag) {
        Set<PointerFlag> less = EnumSet.noneOf(PointerFlag.class);
        less.addAll(flags);
        less.remove(flag);
        return less;
    }
}
