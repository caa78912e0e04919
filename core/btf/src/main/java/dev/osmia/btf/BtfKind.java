package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of types, with the shape of their encoding (Linux, include/uapi/linux/btf.h and
 * Documentation/bpf/btf.rst). The ordinal is the number in the encoding.
 */
public enum BtfKind {
    VOID(Name.NONE, false, Vlen.ZERO, Third.ZERO, 0, 0),
    INT(Name.OPTIONAL, false, Vlen.ZERO, Third.SIZE, 1, 0),
    PTR(Name.NONE, false, Vlen.ZERO, Third.TYPE, 0, 0),
    ARRAY(Name.NONE, false, Vlen.ZERO, Third.ZERO, 3, 0),
    STRUCT(Name.OPTIONAL, true, Vlen.COUNT, Third.SIZE, 0, 3),
    UNION(Name.OPTIONAL, true, Vlen.COUNT, Third.SIZE, 0, 3),
    ENUM(Name.OPTIONAL, true, Vlen.COUNT, Third.SIZE, 0, 2),
    FWD(Name.REQUIRED, true, Vlen.ZERO, Third.ZERO, 0, 0),
    TYPEDEF(Name.REQUIRED, false, Vlen.ZERO, Third.TYPE, 0, 0),
    VOLATILE(Name.NONE, false, Vlen.ZERO, Third.TYPE, 0, 0),
    CONST(Name.NONE, false, Vlen.ZERO, Third.TYPE, 0, 0),
    RESTRICT(Name.NONE, false, Vlen.ZERO, Third.TYPE, 0, 0),
    FUNC(Name.REQUIRED, false, Vlen.LINKAGE, Third.TYPE, 0, 0),
    FUNC_PROTO(Name.NONE, false, Vlen.COUNT, Third.TYPE, 0, 2),
    VAR(Name.REQUIRED, false, Vlen.ZERO, Third.TYPE, 1, 0),
    DATASEC(Name.REQUIRED, false, Vlen.COUNT, Third.SIZE, 0, 3),
    FLOAT(Name.OPTIONAL, false, Vlen.ZERO, Third.SIZE, 0, 0),
    DECL_TAG(Name.REQUIRED, true, Vlen.ZERO, Third.TYPE, 1, 0),
    TYPE_TAG(Name.REQUIRED, true, Vlen.ZERO, Third.TYPE, 0, 0),
    ENUM64(Name.OPTIONAL, true, Vlen.COUNT, Third.SIZE, 0, 3);

    /** Whether a type of the kind has a name. */
    enum Name {
        NONE, OPTIONAL, REQUIRED
    }

    /** What the 16-bit {@code vlen} field holds. */
    enum Vlen {
        ZERO, COUNT, LINKAGE
    }

    /** What the third word, a union in C, holds. */
    enum Third {
        ZERO, SIZE, TYPE
    }

    private static final BtfKind[] ALL = values();

    private final Name name;
    private final boolean flagged;
    private final Vlen vlen;
    private final Third third;
    private final int fixedWords;
    private final int elementWords;

    BtfKind(Name name, boolean flagged, Vlen vlen, Third third, int fixedWords, int elementWords) {
        this.name = name;
        this.flagged = flagged;
        this.vlen = vlen;
        this.third = third;
        this.fixedWords = fixedWords;
        this.elementWords = elementWords;
    }

    /** The kind with a number, null if Linux 6.18 defines none. */
    static @Nullable BtfKind of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : null;
    }

    Name nameRule() {
        return name;
    }

    /** Whether {@code kind_flag} has a meaning. */
    boolean flagged() {
        return flagged;
    }

    Vlen vlenRule() {
        return vlen;
    }

    Third thirdRule() {
        return third;
    }

    /** 32-bit words that follow the three common ones. */
    int fixedWords() {
        return fixedWords;
    }

    /** 32-bit words of each of the {@code vlen} elements. */
    int elementWords() {
        return elementWords;
    }

    /** Whether this is {@code const}, {@code volatile}, {@code restrict} or a type tag. */
    public boolean isModifier() {
        return this == VOLATILE || this == CONST || this == RESTRICT || this == TYPE_TAG;
    }

    /** Whether this is a struct or a union. */
    public boolean isComposite() {
        return this == STRUCT || this == UNION;
    }
}
