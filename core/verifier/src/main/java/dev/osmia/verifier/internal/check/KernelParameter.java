package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.program.KernelCallee;

/** What a parameter of the kernel's functions says by its name and type. */
final class KernelParameter {
    private static final int DEEPEST = 3;

    private final Btf btf;
    private final Param param;
    private final int type;

    KernelParameter(KernelCallee callee, int index) {
        btf = callee.btf();
        param = callee.proto().params().get(index);
        type = btf.resolve(param.type());
    }

    /** Whether its name ends so, as a mark for the verifier. */
    boolean isMarked(String suffix) {
        return param.name().length() > suffix.length() && param.name().endsWith(suffix);
    }

    boolean isNamed(String name) {
        return param.name().equals(name);
    }

    boolean isNumber() {
        return isNumber(btf, type);
    }

    static boolean isNumber(Btf btf, int type) {
        BtfKind kind = btf.kind(type);
        return kind == BtfKind.INT || kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    }

    boolean isPointer() {
        return btf.kind(type) == BtfKind.PTR;
    }

    /** The pointer's type. */
    int type() {
        return type;
    }

    /** What it points to, without modifiers. */
    int target() {
        return btf.resolve(((BtfType.Ptr) btf.type(type)).type());
    }

    /** The name of what it points to. */
    String targetName() {
        return target() == 0 ? "" : btf.name(target());
    }

    String kindName() {
        return kindName(btf, type);
    }

    String targetKind() {
        return kindName(btf, target());
    }

    static String kindName(Btf btf, int id) {
        return btf.kind(id) == BtfKind.VOID ? "UNKNOWN" : btf.kind(id).name();
    }

    /** Whether it points to a struct or union. */
    boolean pointsToObject() {
        return btf.type(target()) instanceof BtfType.Composite;
    }

    /** Whether it points to a struct of the kernel's of that name. */
    boolean pointsTo(String struct) {
        return btf.kind(target()) == BtfKind.STRUCT && targetName().equals(struct);
    }

    boolean isCallback() {
        return btf.kind(target()) == BtfKind.FUNC_PROTO;
    }

    /** Whether what it points to is memory that any program's will do for: numbers, or nothing in particular. */
    boolean isPlain(boolean mayBeAnything) {
        int target = target();
        return isNumber(btf, target) || hasOnlyNumbers(btf, target, 0)
                || mayBeAnything && btf.kind(target) == BtfKind.VOID;
    }

    /**
     * Whether a struct is made of numbers ({@code __btf_type_is_scalar_struct}).
     *
     * @throws Rejection if it is nested too deeply to tell
     */
    static boolean hasOnlyNumbers(Btf btf, int id, int depth) {
        if (!(btf.type(id) instanceof BtfType.Composite struct)) {
            return false;
        }
        for (BtfType.Member member : struct.members()) {
            int type = btf.resolve(member.type());
            boolean isGood = switch (btf.type(type)) {
                case BtfType.Composite _ when depth == DEEPEST ->
                    throw new Rejection(Errno.EINVAL, "max struct nesting depth exceeded");
                case BtfType.Composite _ -> hasOnlyNumbers(btf, type, depth + 1);
                case BtfType.Array array -> array.length() != 0 && isNumber(btf, btf.resolve(array.type()));
                default -> isNumber(btf, type);
            };
            if (!isGood) {
                return false;
            }
        }
        return true;
    }
}
