package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;

import java.util.List;

/** Makes tables of types, type by type; methods give ids. */
final class Types {
    private final BtfBuilder builder;

    Types() {
        this(new BtfBuilder());
    }

    Types(BtfBuilder builder) {
        this.builder = builder;
    }

    /** Byte offsets, in the order of declaration. */
    static Member member(String name, int type, int offset) {
        return new Member(name, type, offset * 8, 0);
    }

    int add(BtfType type) {
        return builder.add(type);
    }

    int number(String name, int size) {
        return add(new BtfType.Int(name, size, size * 8, 0, BtfType.IntEncoding.SIGNED));
    }

    int struct(String name, int size, Member... members) {
        return add(new BtfType.Struct(name, size, false, List.of(members)));
    }

    int union(String name, int size, Member... members) {
        return add(new BtfType.Union(name, size, false, List.of(members)));
    }

    int pointer(int type) {
        return add(new BtfType.Ptr(type));
    }

    int tag(String name, int type) {
        return add(new BtfType.TypeTag(name, type, false));
    }

    int array(int type, int length) {
        return add(new BtfType.Array(type, number("index", 4), length));
    }

    int proto(int result, Param... params) {
        return add(new BtfType.FuncProto(result, List.of(params)));
    }

    int function(String name, int proto, BtfType.Linkage linkage) {
        return add(new BtfType.Func(name, proto, linkage));
    }

    Btf build() {
        return builder.build();
    }
}
