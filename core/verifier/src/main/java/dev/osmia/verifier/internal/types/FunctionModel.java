package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.FuncProto;
import org.jspecify.annotations.Nullable;

/** Whether a function can be called the way that Linux's trampolines call ({@code btf_distill_func_proto}). */
final class FunctionModel {
    private static final int MAX_ARGUMENTS = 12;
    private static final int LARGEST_ARGUMENT = 16;
    private static final int NO_SIZE = -1;

    private final Btf btf;
    private final String name;

    private FunctionModel(Btf btf, String name) {
        this.btf = btf;
        this.name = name;
    }

    /** Why not; null if it can. */
    static @Nullable Refused refusal(Btf btf, int proto, String name) {
        return new FunctionModel(btf, name).refusal((FuncProto) btf.type(proto));
    }

    /** Bytes of what the function returns. */
    static int resultSize(Btf btf, int proto) {
        return new FunctionModel(btf, "").size(((FuncProto) btf.type(proto)).returnType());
    }

    private @Nullable Refused refusal(FuncProto proto) {
        int count = proto.params().size();
        if (count > MAX_ARGUMENTS) {
            return refused(" has " + count + " arguments. Too many.");
        }
        int result = btf.resolve(proto.returnType());
        if (size(result) == NO_SIZE || TypeFacts.isComposite(btf, result)) {
            return refused(" return type " + TypeFacts.kindName(btf, result) + " is unsupported.");
        }
        for (int i = 0; i < count; i++) {
            int type = proto.params().get(i).type();
            if (type == 0 && i == count - 1) {
                return refused(" with variable args is unsupported.");
            }
            int size = size(type);
            if (size == NO_SIZE || size > LARGEST_ARGUMENT) {
                return refused(" arg" + i + " type " + TypeFacts.kindName(btf, btf.resolve(type)) + " is unsupported.");
            }
            if (size == 0) {
                return refused(" has malformed void argument.");
            }
        }
        return null;
    }

    private int size(int type) {
        int at = btf.resolve(type);
        if (type == 0) {
            return 0;
        }
        if (TypeFacts.isPointer(btf, at)) {
            return Long.BYTES;
        }
        return TypeFacts.isInt(btf, at) || TypeFacts.isEnum(btf, at) || TypeFacts.isComposite(btf, at)
                ? TypeFacts.statedSize(btf, at)
                : NO_SIZE;
    }

    private Refused refused(String reason) {
        return new Refused(Errno.EINVAL, "The function " + name + reason);
    }
}
