package dev.osmia.btf;

import dev.osmia.btf.BtfType.Enumerator;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Linkage;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.btf.BtfType.SectionEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Makes records of the words of a table that has been checked. */
final class TypeDecoder {
    /** Words of an array behind the common ones. */
    static final int ARRAY_TYPE = 0;
    static final int ARRAY_INDEX_TYPE = 1;
    static final int ARRAY_LENGTH = 2;

    /** Words of a struct's member. */
    static final int MEMBER_TYPE = 1;
    static final int MEMBER_OFFSET = 2;
    static final int BITFIELD_SHIFT = 24;
    private static final int BITFIELD_OFFSET_MASK = (1 << BITFIELD_SHIFT) - 1;

    private static final int INT_ENCODING_SHIFT = 24;
    private static final int INT_OFFSET_SHIFT = 16;
    private static final int INT_BYTE = 0xff;

    private final TypeTable types;
    private final StringTable strings;
    private final int id;

    private TypeDecoder(TypeTable types, StringTable strings, int id) {
        this.types = types;
        this.strings = strings;
        this.id = id;
    }

    static BtfType decode(TypeTable types, StringTable strings, int id) {
        return new TypeDecoder(types, strings, id).decode();
    }

    private BtfType decode() {
        String name = strings.get(types.nameOffset(id));
        int third = types.sizeOrType(id);
        boolean flag = types.flag(id);
        return switch (types.kind(id)) {
            case VOID -> throw new AssertionError("void in a table");
            case INT -> integer(name, third);
            case PTR -> new BtfType.Ptr(third);
            case ARRAY -> new BtfType.Array(types.fixed(id, ARRAY_TYPE), types.fixed(id, ARRAY_INDEX_TYPE),
                    types.fixed(id, ARRAY_LENGTH));
            case STRUCT -> new BtfType.Struct(name, third, flag, elements(i -> member(i, flag)));
            case UNION -> new BtfType.Union(name, third, flag, elements(i -> member(i, flag)));
            case ENUM -> new BtfType.Enum(name, third, flag, elements(i -> enumerator(i, flag)));
            case FWD -> new BtfType.Fwd(name, flag);
            case TYPEDEF -> new BtfType.Typedef(name, third);
            case VOLATILE -> new BtfType.Volatile(third);
            case CONST -> new BtfType.Const(third);
            case RESTRICT -> new BtfType.Restrict(third);
            case FUNC -> new BtfType.Func(name, third, linkage(types.vlen(id)));
            case FUNC_PROTO -> new BtfType.FuncProto(third, elements(i -> new Param(string(i, 0), word(i, 1))));
            case VAR -> new BtfType.Var(name, third, linkage(types.fixed(id, 0)));
            case DATASEC -> new BtfType.DataSection(name, third,
                    elements(i -> new SectionEntry(word(i, 0), word(i, 1), word(i, 2))));
            case FLOAT -> new BtfType.Float(name, third);
            case DECL_TAG -> new BtfType.DeclTag(name, third, types.fixed(id, 0), flag);
            case TYPE_TAG -> new BtfType.TypeTag(name, third, flag);
            case ENUM64 -> new BtfType.Enum64(name, third, flag, elements(this::enumerator64));
        };
    }

    private BtfType.Int integer(String name, int size) {
        int data = types.fixed(id, 0);
        return new BtfType.Int(name, size, intBits(data), intOffset(data), intEncoding(data));
    }

    static int intBits(int data) {
        return data & INT_BYTE;
    }

    static int intOffset(int data) {
        return data >>> INT_OFFSET_SHIFT & INT_BYTE;
    }

    private static IntEncoding intEncoding(int data) {
        return switch (data >>> INT_ENCODING_SHIFT) {
            case 1 -> IntEncoding.SIGNED;
            case 2 -> IntEncoding.CHAR;
            case 3 -> IntEncoding.SIGNED_CHAR;
            case 4 -> IntEncoding.BOOL;
            default -> IntEncoding.UNSIGNED;
        };
    }

    static int intData(BtfType.Int type) {
        int encoding = switch (type.encoding()) {
            case UNSIGNED -> 0;
            case SIGNED -> 1;
            case CHAR -> 2;
            case SIGNED_CHAR -> 3;
            case BOOL -> 4;
        };
        return encoding << INT_ENCODING_SHIFT | type.offset() << INT_OFFSET_SHIFT | type.bits();
    }

    private static Linkage linkage(int code) {
        return switch (code) {
            case 0 -> Linkage.STATIC;
            case 1 -> Linkage.GLOBAL;
            default -> Linkage.EXTERN;
        };
    }

    private Member member(int index, boolean bitfields) {
        int offset = word(index, MEMBER_OFFSET);
        return new Member(string(index, 0), word(index, MEMBER_TYPE), bitOffset(offset, bitfields),
                bitfieldSize(offset, bitfields));
    }

    static int bitOffset(int word, boolean bitfields) {
        return bitfields ? word & BITFIELD_OFFSET_MASK : word;
    }

    static int bitfieldSize(int word, boolean bitfields) {
        return bitfields ? word >>> BITFIELD_SHIFT : 0;
    }

    private Enumerator enumerator(int index, boolean signed) {
        int value = word(index, 1);
        return new Enumerator(string(index, 0), signed ? value : Integer.toUnsignedLong(value));
    }

    private Enumerator enumerator64(int index) {
        long low = Integer.toUnsignedLong(word(index, 1));
        return new Enumerator(string(index, 0), (long) word(index, 2) << Integer.SIZE | low);
    }

    private String string(int index, int word) {
        return strings.get(word(index, word));
    }

    private int word(int index, int word) {
        return types.element(id, index, types.kind(id).elementWords(), word);
    }

    private <T> List<T> elements(IntFunction<T> element) {
        int count = types.vlen(id);
        List<T> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            elements.add(element.apply(i));
        }
        return elements;
    }
}
