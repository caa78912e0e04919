package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.FuncProto;
import org.jspecify.annotations.Nullable;

/** Whether one global function can take another's place, by their types ({@code btf_check_func_type_match}). */
final class FunctionMatch {
    private final Btf btf;
    private final String name;
    private final Btf otherBtf;
    private final String otherName;

    private FunctionMatch(Btf btf, int function, Btf otherBtf, int other) {
        this.btf = btf;
        this.name = btf.name(function);
        this.otherBtf = otherBtf;
        this.otherName = otherBtf.name(other);
    }

    /** Why it cannot; null if it can. */
    static @Nullable Refused mismatch(Btf btf, int function, Btf otherBtf, int other) {
        return new FunctionMatch(btf, function, otherBtf, other).mismatch(function, other);
    }

    private @Nullable Refused mismatch(int function, int other) {
        if (!isGlobal(btf, function)) {
            return refused(name + "() is not a global function");
        }
        if (!isGlobal(otherBtf, other)) {
            return refused(otherName + "() is not a global function");
        }
        FuncProto proto = (FuncProto) btf.type(TypeFacts.target(btf, function));
        FuncProto otherProto = (FuncProto) otherBtf.type(TypeFacts.target(otherBtf, other));
        int count = proto.params().size();
        if (count != otherProto.params().size()) {
            return refused(name + "() has " + count + " args while " + otherName + "() has "
                    + otherProto.params().size() + " args");
        }
        int result = btf.resolve(proto.returnType());
        int otherResult = otherBtf.resolve(otherProto.returnType());
        if (!Shape.of(btf, result).equals(Shape.of(otherBtf, otherResult))) {
            return refused("Return type " + TypeFacts.kindName(btf, result) + " of " + name + "() doesn't match type "
                    + TypeFacts.kindName(otherBtf, otherResult) + " of " + otherName + "()");
        }
        for (int i = 0; i < count; i++) {
            Refused mismatch = mismatch(i, btf.resolve(proto.params().get(i).type()),
                    otherBtf.resolve(otherProto.params().get(i).type()));
            if (mismatch != null) {
                return mismatch;
            }
        }
        return null;
    }

    private @Nullable Refused mismatch(int index, int type, int other) {
        String argument = "arg" + index;
        if (!Shape.of(btf, type).equals(Shape.of(otherBtf, other))) {
            return refused(argument + " in " + name + "() is " + TypeFacts.kindName(btf, type) + " while " + otherName
                    + "() has " + TypeFacts.kindName(otherBtf, other));
        }
        int size = TypeFacts.statedSize(btf, type);
        int otherSize = TypeFacts.statedSize(otherBtf, other);
        if (size != otherSize) {
            return refused(
                    argument + " in " + name + "() has size " + size + " while " + otherName + "() has " + otherSize);
        }
        if (TypeFacts.isInt(btf, type) || TypeFacts.isEnum(btf, type)) {
            return null;
        }
        if (!TypeFacts.isPointer(btf, type)) {
            return refused(argument + " in " + name + "() has unrecognized type");
        }
        int struct = btf.resolve(TypeFacts.target(btf, type));
        int otherStruct = otherBtf.resolve(TypeFacts.target(otherBtf, other));
        if (!TypeFacts.isComposite(btf, struct)) {
            return refused(argument + " in " + name + "() is not a pointer to context");
        }
        if (!TypeFacts.isComposite(otherBtf, otherStruct)) {
            return refused(argument + " in " + otherName + "() is not a pointer to context");
        }
        return btf.name(struct).equals(otherBtf.name(otherStruct))
                ? null
                : refused(argument + " " + name + "(struct " + btf.name(struct) + " *) doesn't match " + otherName
                        + "(struct " + otherBtf.name(otherStruct) + " *)");
    }

    /** What the encoding says of a type in one word: its kind, how many parts it has, and a flag. */
    private record Shape(BtfKind kind, int parts, boolean flag) {
        static Shape of(Btf btf, int id) {
            return switch (btf.type(id)) {
                case BtfType.Composite type -> new Shape(type.kind(), type.members().size(), type.bitfields());
                case BtfType.Enumeration type -> new Shape(type.kind(), type.values().size(), type.signed());
                case BtfType.Fwd type -> new Shape(type.kind(), 0, type.union());
                case BtfType type -> new Shape(type.kind(), 0, false);
            };
        }
    }

    private static boolean isGlobal(Btf btf, int function) {
        return btf.type(function) instanceof BtfType.Func type && type.linkage() == BtfType.Linkage.GLOBAL;
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }
}
