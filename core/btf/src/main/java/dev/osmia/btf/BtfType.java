package dev.osmia.btf;

import java.util.List;

/**
 * One entry of a BTF table, a record per kind (Linux, Documentation/bpf/btf.rst). Other types are referred to by their
 * id in the same table, as in the format, so that nothing is lost between reading and writing. Sizes and offsets are
 * bytes unless they are called bits; an anonymous type or member has the name {@code ""}.
 */
@SuppressWarnings("AvoidCommonTypeNames") // Void, Enum and Float are what the format calls them
public sealed interface BtfType {

    /** Which kind this is. */
    BtfKind kind();

    /** The name, or {@code ""} for what has none. */
    default String name() {
        return "";
    }

    /** A type that stands for one other type. */
    sealed interface Reference extends BtfType permits Ptr, Typedef, Modifier, Func, Var, DeclTag {
        /** Id of the type referred to; 0 is {@code void}. */
        int type();
    }

    /** A reference that changes nothing about the layout of its type. */
    sealed interface Modifier extends Reference permits Volatile, Const, Restrict, TypeTag {
    }

    /** A struct or a union. */
    sealed interface Composite extends BtfType permits Struct, Union {
        /** Bytes, padding included. */
        int size();

        /** Whether {@code kind_flag} is set: members then carry their bitfield size. */
        boolean bitfields();

        /** In the order of declaration. */
        List<Member> members();
    }

    /** An enumeration of either width. */
    sealed interface Enumeration extends BtfType permits Enum, Enum64 {
        /** Bytes of a value: 1, 2, 4 or 8. */
        int size();

        /** Whether values are signed ({@code kind_flag}). */
        boolean signed();

        /** In the order of declaration. */
        List<Enumerator> values();
    }

    /** How the bits of an {@link Int} are meant. */
    enum IntEncoding {
        UNSIGNED,
        SIGNED,
        CHAR,
        BOOL,
        /** A character and signed at once, as GCC 12 writes {@code char}; Linux takes no table that has it. */
        SIGNED_CHAR;

        /** Whether arithmetic on it is signed; a {@code CHAR} is not. */
        public boolean isSigned() {
            return this == SIGNED || this == SIGNED_CHAR;
        }
    }

    /** How far a function or variable is seen ({@code enum btf_func_linkage}, {@code BTF_VAR_*}). */
    enum Linkage {
        STATIC, GLOBAL, EXTERN
    }

    /**
     * A member of a struct or union.
     *
     * @param type id of its type
     * @param bitOffset bits from the start of the struct, counted as the target's byte order does
     * @param bitfieldSize bits of a bitfield, 0 for an ordinary member
     */
    record Member(String name, int type, int bitOffset, int bitfieldSize) {}

    /** One constant of an enumeration; an unsigned 64-bit value is kept as its bits. */
    record Enumerator(String name, long value) {}

    /** A parameter of a function; name {@code ""} and type 0 in the last place mean {@code ...}. */
    record Param(String name, int type) {}

    /** Where a data section holds a variable: id of the {@link Var} (or extern {@link Func}), offset and size. */
    record SectionEntry(int type, int offset, int size) {}

    /** {@code void}, the type with id 0, which no table contains. */
    record Void() implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VOID;
        }

        @Override
        public String name() {
            return "void";
        }
    }

    /**
     * An integer.
     *
     * @param size bytes it takes in memory
     * @param bits bits that count, at most 128
     * @param offset bits from the start of its memory to its first bit; other than 0 only in bitfields of old compilers
     */
    record Int(String name, int size, int bits, int offset, IntEncoding encoding) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.INT;
        }

        /** Whether arithmetic on it is signed; a {@code CHAR} is not. */
        public boolean signed() {
            return encoding.isSigned();
        }
    }

    /** A pointer. */
    record Ptr(int type) implements Reference {
        @Override
        public BtfKind kind() {
            return BtfKind.PTR;
        }
    }

    /** An array of {@code length} elements of {@code type}, an unsigned number; 0 is a flexible array. */
    record Array(int type, int indexType, int length) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.ARRAY;
        }
    }

    /** A struct. */
    record Struct(String name, int size, boolean bitfields, List<Member> members) implements Composite {
        /** Keeps a copy of the members. */
        public Struct {
            members = List.copyOf(members);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.STRUCT;
        }
    }

    /** A union. */
    record Union(String name, int size, boolean bitfields, List<Member> members) implements Composite {
        /** Keeps a copy of the members. */
        public Union {
            members = List.copyOf(members);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.UNION;
        }
    }

    /** An enumeration with 32-bit values, sign-extended if {@code signed} and else zero-extended. */
    record Enum(String name, int size, boolean signed, List<Enumerator> values) implements Enumeration {
        /** Keeps a copy of the values. */
        public Enum {
            values = List.copyOf(values);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.ENUM;
        }
    }

    /** An enumeration with 64-bit values. */
    record Enum64(String name, int size, boolean signed, List<Enumerator> values) implements Enumeration {
        /** Keeps a copy of the values. */
        public Enum64 {
            values = List.copyOf(values);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.ENUM64;
        }
    }

    /** A struct, or union, that is declared and not defined. */
    record Fwd(String name, boolean union) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FWD;
        }
    }

    /** A {@code typedef}. */
    record Typedef(String name, int type) implements Reference {
        @Override
        public BtfKind kind() {
            return BtfKind.TYPEDEF;
        }
    }

    /** {@code volatile}. */
    record Volatile(int type) implements Modifier {
        @Override
        public BtfKind kind() {
            return BtfKind.VOLATILE;
        }
    }

    /** {@code const}. */
    record Const(int type) implements Modifier {
        @Override
        public BtfKind kind() {
            return BtfKind.CONST;
        }
    }

    /** {@code restrict}. */
    record Restrict(int type) implements Modifier {
        @Override
        public BtfKind kind() {
            return BtfKind.RESTRICT;
        }
    }

    /**
     * {@code __attribute__((btf_type_tag("name")))} on {@code type}.
     *
     * @param attribute whether the name is a whole attribute and not a tag ({@code kind_flag}, since Linux 6.15)
     */
    record TypeTag(String name, int type, boolean attribute) implements Modifier {
        @Override
        public BtfKind kind() {
            return BtfKind.TYPE_TAG;
        }
    }

    /**
     * {@code __attribute__((btf_decl_tag("name")))} on a declaration.
     *
     * @param type id of the struct, union, function, variable or typedef that carries the tag
     * @param component index of the member or parameter that carries it, -1 for the declaration itself
     * @param attribute whether the name is a whole attribute and not a tag ({@code kind_flag}, since Linux 6.15)
     */
    record DeclTag(String name, int type, int component, boolean attribute) implements Reference {
        @Override
        public BtfKind kind() {
            return BtfKind.DECL_TAG;
        }
    }

    /** A function; its type is a {@link FuncProto}. */
    record Func(String name, int type, Linkage linkage) implements Reference {
        @Override
        public BtfKind kind() {
            return BtfKind.FUNC;
        }
    }

    /** The type of a function. */
    record FuncProto(int returnType, List<Param> params) implements BtfType {
        /** Keeps a copy of the parameters. */
        public FuncProto {
            params = List.copyOf(params);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.FUNC_PROTO;
        }

        /** Whether the parameters end in {@code ...}. */
        public boolean variadic() {
            return !params.isEmpty() && params.getLast().type() == 0;
        }
    }

    /** A global variable. */
    record Var(String name, int type, Linkage linkage) implements Reference {
        @Override
        public BtfKind kind() {
            return BtfKind.VAR;
        }
    }

    /** The variables of an ELF section. Compilers leave {@code size} and the entries' offsets 0 for the linker. */
    record DataSection(String name, int size, List<SectionEntry> entries) implements BtfType {
        /** Keeps a copy of the entries. */
        public DataSection {
            entries = List.copyOf(entries);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.DATASEC;
        }
    }

    /** A floating-point number of 2, 4, 8, 12 or 16 bytes. */
    record Float(String name, int size) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FLOAT;
        }
    }
}
