package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;

/** What Linux's BTF code asks of a type all the time. */
final class TypeFacts {
    private static final int LONG_BYTES = 8;

    private TypeFacts() {
    }

    /** The name, {@code ""} if it has none ({@code btf_name_by_offset}). */
    static String name(Btf btf, int id) {
        return id == 0 ? "" : btf.name(id);
    }

    /** The name for a message ({@code __btf_name_by_offset}). */
    static String shownName(Btf btf, int id) {
        return shownName(name(btf, id));
    }

    static String shownName(String name) {
        return name.isEmpty() ? "(anon)" : name;
    }

    /** The kind for a message ({@code btf_type_str}). */
    static String kindName(Btf btf, int id) {
        BtfKind kind = btf.kind(id);
        return kind == BtfKind.VOID ? "UNKNOWN" : kind.name();
    }

    /** Whether it is a struct or a union. */
    static boolean isComposite(Btf btf, int id) {
        return btf.kind(id).isComposite();
    }

    static boolean isPointer(Btf btf, int id) {
        return btf.kind(id) == BtfKind.PTR;
    }

    static boolean isInt(Btf btf, int id) {
        return btf.kind(id) == BtfKind.INT;
    }

    /** An integer that a register can hold. */
    static boolean isSmallInt(Btf btf, int id) {
        return btf.type(id) instanceof BtfType.Int number && number.size() <= LONG_BYTES;
    }

    static boolean isEnum(Btf btf, int id) {
        return btf.kind(id) == BtfKind.ENUM || btf.kind(id) == BtfKind.ENUM64;
    }

    static boolean isModifier(Btf btf, int id) {
        return btf.kind(id).isModifier() || btf.kind(id) == BtfKind.TYPEDEF;
    }

    /** What a pointer, typedef or the like refers to. */
    static int target(Btf btf, int id) {
        return ((BtfType.Reference) btf.type(id)).type();
    }

    /** The tag that a pointer's target bears first of all, {@code ""} if it bears none. */
    static String tagOf(Btf btf, int target) {
        return btf.type(target) instanceof BtfType.TypeTag tag && !tag.attribute() ? tag.name() : "";
    }

    /** Bytes that an argument takes, a multiple of 8. */
    static int slots(Btf btf, int type) {
        int size = isPointer(btf, type) ? LONG_BYTES : statedSize(btf, type);
        return size + LONG_BYTES - 1 & -LONG_BYTES;
    }

    /** The size that the type itself states, 0 for kinds that state none. */
    static int statedSize(Btf btf, int id) {
        return switch (btf.type(id)) {
            case BtfType.Int type -> type.size();
            case BtfType.Composite type -> type.size();
            case BtfType.Enumeration type -> type.size();
            case BtfType.Float type -> type.size();
            case BtfType.DataSection type -> type.size();
            default -> 0;
        };
    }
}
