package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.Flavour;

import java.util.HashMap;
import java.util.Map;

/** When a type of the object may stand for one of the target: {@code bpf_core_types_are_compat} and its like. */
final class Compatibility {
    /** How deep libbpf goes before it gives up. */
    static final int MAX_DEPTH = 32;

    private final Btf local;
    private final Btf target;
    private final Map<Long, Boolean> known = new HashMap<>();

    Compatibility(Btf local, Btf target) {
        this.local = local;
        this.target = target;
    }

    /** Whether a type can be a candidate for another, judged by its kind alone. */
    static boolean sameKind(BtfKind one, BtfKind other) {
        return one == other || isEnumeration(one) && isEnumeration(other);
    }

    private static boolean isEnumeration(BtfKind kind) {
        return kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    }

    /** Two types together, as a key. */
    static long pair(int localId, int targetId) {
        return (long) localId << 32 | targetId;
    }

    /** Whether a member of one type can be read as a member of the other. Sizes do not matter. */
    boolean fields(int localId, int targetId) {
        int mine = local.resolve(localId);
        int theirs = target.resolve(targetId);
        while (local.type(mine) instanceof BtfType.Array one && target.type(theirs) instanceof BtfType.Array other) {
            mine = local.resolve(one.type());
            theirs = target.resolve(other.type());
        }
        BtfKind kind = local.kind(mine);
        if (kind.isComposite() && target.kind(theirs).isComposite()) {
            return true;
        }
        if (!sameKind(kind, target.kind(theirs))) {
            return false;
        }
        return switch (kind) {
            case PTR, FLOAT -> true;
            case FWD, ENUM, ENUM64 -> {
                String name = Flavour.without(local.name(mine));
                String other = Flavour.without(target.name(theirs));
                yield name.isEmpty() || other.isEmpty() || name.equals(other);
            }
            case INT -> isWhole(local, mine) && isWhole(target, theirs);
            default -> false;
        };
    }

    /** Whether types are alike as far as {@code bpf_core_type_exists} asks, their names aside. */
    boolean types(int localId, int targetId) {
        return sameKind(local.kind(localId), target.kind(targetId)) && types(localId, targetId, MAX_DEPTH);
    }

    private boolean types(int localId, int targetId, int level) {
        int mine = local.resolve(localId);
        int theirs = target.resolve(targetId);
        for (int depth = MAX_DEPTH; depth > 0; depth--) {
            BtfType one = local.type(mine);
            BtfType other = target.type(theirs);
            if (!sameKind(one.kind(), other.kind())) {
                return false;
            }
            switch (one.kind()) {
                case VOID, STRUCT, UNION, ENUM, ENUM64, FWD -> {
                    return true;
                }
                case INT -> {
                    return isWhole(local, mine) && isWhole(target, theirs);
                }
                case PTR -> {
                    mine = local.resolve(((BtfType.Ptr) one).type());
                    theirs = target.resolve(((BtfType.Ptr) other).type());
                }
                case ARRAY -> {
                    mine = local.resolve(((BtfType.Array) one).type());
                    theirs = target.resolve(((BtfType.Array) other).type());
                }
                case FUNC_PROTO -> {
                    BtfType.FuncProto function = (BtfType.FuncProto) one;
                    BtfType.FuncProto counterpart = (BtfType.FuncProto) other;
                    if (!parameters(function, counterpart, level)) {
                        return false;
                    }
                    mine = local.resolve(function.returnType());
                    theirs = target.resolve(counterpart.returnType());
                }
                default -> {
                    return false;
                }
            }
        }
        throw tooDeep();
    }

    private boolean parameters(BtfType.FuncProto one, BtfType.FuncProto other, int level) {
        if (one.params().size() != other.params().size()) {
            return false;
        }
        for (int i = 0; i < one.params().size(); i++) {
            if (level == 0) {
                throw tooDeep();
            }
            int mine = local.resolve(one.params().get(i).type());
            int theirs = target.resolve(other.params().get(i).type());
            Boolean answer = known.get(pair(mine, theirs));
            if (answer == null) {
                answer = types(mine, theirs, level - 1);
                known.put(pair(mine, theirs), answer);
            }
            if (!answer) {
                return false;
            }
        }
        return true;
    }

    /** Old compilers described bitfields as integers that start within a byte; those are no candidates. */
    private static boolean isWhole(Btf btf, int type) {
        return ((BtfType.Int) btf.type(type)).offset() == 0;
    }

    static RelocationFault tooDeep() {
        return RelocationFault.object("types that nest deeper than " + MAX_DEPTH + ", expected less");
    }
}
