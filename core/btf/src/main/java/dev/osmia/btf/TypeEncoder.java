package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Enumerator;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.btf.BtfType.SectionEntry;

import java.util.function.ToIntFunction;

import static dev.osmia.btf.TypeDecoder.BITFIELD_SHIFT;

/** Appends a type in its encoded form: the reverse of {@link TypeDecoder}. */
final class TypeEncoder {
    private static final int MAX_VLEN = 0xffff;

    private final ToIntFunction<String> strings;
    private final WordBuffer out;

    private TypeEncoder(ToIntFunction<String> strings, WordBuffer out) {
        this.strings = strings;
        this.out = out;
    }

    static void encode(BtfType type, ToIntFunction<String> strings, WordBuffer out) {
        new TypeEncoder(strings, out).encode(type);
    }

    private void encode(BtfType type) {
        switch (type) {
            case BtfType.Void _ -> throw new AssertionError("void in a table");
            case BtfType.Int t -> {
                common(t, false, 0, t.size());
                out.add(TypeDecoder.intData(t));
            }
            case BtfType.Array t -> {
                common(t, false, 0, 0);
                out.add(t.type());
                out.add(t.indexType());
                out.add(t.length());
            }
            case BtfType.Composite t -> {
                common(t, t.bitfields(), t.members().size(), t.size());
                t.members().forEach(member -> member(t, member));
            }
            case BtfType.Enum t -> {
                common(t, t.signed(), t.values().size(), t.size());
                t.values().forEach(value -> enumerator(t, value));
            }
            case BtfType.Enum64 t -> {
                common(t, t.signed(), t.values().size(), t.size());
                t.values().forEach(this::enumerator64);
            }
            case BtfType.Fwd t -> common(t, t.union(), 0, 0);
            case BtfType.TypeTag t -> common(t, t.attribute(), 0, t.type());
            case BtfType.DeclTag t -> {
                common(t, t.attribute(), 0, t.type());
                out.add(t.component());
            }
            case BtfType.Func t -> common(t, false, t.linkage().ordinal(), t.type());
            case BtfType.Var t -> {
                common(t, false, 0, t.type());
                out.add(t.linkage().ordinal());
            }
            case BtfType.Reference t -> common(t, false, 0, t.type());
            case BtfType.FuncProto t -> {
                common(t, false, t.params().size(), t.returnType());
                t.params().forEach(this::param);
            }
            case BtfType.DataSection t -> {
                common(t, false, t.entries().size(), t.size());
                t.entries().forEach(this::entry);
            }
            case BtfType.Float t -> common(t, false, 0, t.size());
        }
    }

    private void common(BtfType type, boolean flag, int vlen, int sizeOrType) {
        if (vlen > MAX_VLEN) {
            throw new IllegalArgumentException(
                    type.kind() + " " + type.name() + " has " + vlen + " elements; BTF counts to " + MAX_VLEN);
        }
        out.add(strings.applyAsInt(type.name()));
        out.add(TypeTable.info(type.kind(), flag, vlen));
        out.add(sizeOrType);
    }

    private void member(Composite parent, Member member) {
        out.add(strings.applyAsInt(member.name()));
        out.add(member.type());
        int offset = member.bitOffset();
        int bits = member.bitfieldSize();
        if (parent.bitfields() ? offset >>> BITFIELD_SHIFT != 0 || bits >>> Byte.SIZE != 0 : bits != 0) {
            throw new IllegalArgumentException(parent.kind() + " " + parent.name() + " cannot hold " + member
                    + ": kind_flag is " + (parent.bitfields() ? "set, offsets have 24 bits" : "not set"));
        }
        out.add(bits << BITFIELD_SHIFT | offset);
    }

    private void enumerator(BtfType.Enum type, Enumerator value) {
        long number = value.value();
        if (number != (type.signed() ? (int) number : number & 0xffff_ffffL)) {
            throw new IllegalArgumentException("enum " + type.name() + " has " + value.name() + " = " + number
                    + ", which does not fit into 32 bits; use an Enum64");
        }
        out.add(strings.applyAsInt(value.name()));
        out.add((int) number);
    }

    private void enumerator64(Enumerator value) {
        out.add(strings.applyAsInt(value.name()));
        out.add((int) value.value());
        out.add((int) (value.value() >>> Integer.SIZE));
    }

    private void param(Param param) {
        out.add(strings.applyAsInt(param.name()));
        out.add(param.type());
    }

    private void entry(SectionEntry entry) {
        out.add(entry.type());
        out.add(entry.offset());
        out.add(entry.size());
    }
}
