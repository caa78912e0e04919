package dev.osmia.verifier.internal.check;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.verifier.internal.program.KernelCallee;
import org.jspecify.annotations.Nullable;

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

    /**
     * Why what it points to is no memory that any program's will do for, which is numbers, or nothing in particular; null if
     * it is, and as for {@link #otherThanNumbers(Btf, int)} if not.
     */
    @Nullable
    String otherThanPlain(boolean mayBeAnything) {
        int target = target();
        boolean isPlain = isNumber(btf, target) || mayBeAnything && btf.kind(target) == BtfKind.VOID;
        return isPlain ? null : otherThanNumbers(btf, target);
    }

    /**
     * Why a struct is not made of numbers, null if it is ({@code __btf_type_is_scalar_struct}): {@code ""}, or that it is
     * nested too deeply to tell.
     */
    static @Nullable String otherThanNumbers(Btf btf, int id) {
        return otherThanNumbers(btf, id, 0);
    }

    private static @Nullable String otherThanNumbers(Btf btf, int id, int depth) {
        if (!(btf.type(id) instanceof BtfType.Composite struct)) {
            return "";
        }
        for (BtfType.Member member : struct.members()) {
            int type = btf.resolve(member.type());
            String wrong = switch (btf.type(type)) {
                case BtfType.Composite _ when depth == DEEPEST -> "max struct nesting depth exceeded";
                case BtfType.Composite _ -> otherThanNumbers(btf, type, depth + 1);
                case BtfType.Array array when array.length() == 0 -> "";
                case BtfType.Array array -> isNumber(btf, btf.resolve(array.type())) ? null : "";
                default -> isNumber(btf, type) ? null : "";
            };
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }
}
