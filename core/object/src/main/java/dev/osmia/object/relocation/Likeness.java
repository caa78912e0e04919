package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.Enumerator;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.Flavour;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a type of the object is matched by one of the target, member by member: {@code bpf_core_type_matches}. */
final class Likeness {
    private final Btf local;
    private final Btf target;
    private final Map<Long, Boolean> byValue = new HashMap<>();
    private final Map<Long, Boolean> behindPointer = new HashMap<>();

    Likeness(Btf local, Btf target) {
        this.local = local;
        this.target = target;
    }

    boolean matches(int localId, int targetId) {
        return matches(localId, targetId, false, Compatibility.MAX_DEPTH);
    }

    private boolean matches(int localId, int targetId, boolean pointed, int level) {
        if (level <= 0) {
            throw Compatibility.tooDeep();
        }
        Map<Long, Boolean> known = pointed ? behindPointer : byValue;
        Boolean answer = known.get(Compatibility.pair(localId, targetId));
        if (answer == null) {
            answer = compare(localId, targetId, pointed, level);
            known.put(Compatibility.pair(localId, targetId), answer);
        }
        return answer;
    }

    private boolean compare(int localId, int targetId, boolean pointed, int level) {
        int mine = localId;
        int theirs = targetId;
        boolean behind = pointed;
        for (int depth = Compatibility.MAX_DEPTH; depth > 0; depth--) {
            BtfType one = local.type(local.resolve(mine));
            BtfType other = target.type(target.resolve(theirs));
            if (!Flavour.without(one.name()).equals(Flavour.without(other.name()))) {
                return false;
            }
            switch (one) {
                case BtfType.Ptr(var type) when other instanceof BtfType.Ptr(var otherType) -> {
                    behind = true;
                    mine = type;
                    theirs = otherType;
                }
                case BtfType.Array array when other instanceof BtfType.Array counterpart -> {
                    if (array.length() != counterpart.length()) {
                        return false;
                    }
                    mine = array.type();
                    theirs = counterpart.type();
                }
                case BtfType.FuncProto function when other instanceof BtfType.FuncProto counterpart -> {
                    if (!parameters(function.params(), counterpart.params(), behind, level)) {
                        return false;
                    }
                    mine = function.returnType();
                    theirs = counterpart.returnType();
                }
                default -> {
                    return leaf(one, other, behind, level);
                }
            }
        }
        throw Compatibility.tooDeep();
    }

    private boolean leaf(BtfType one, BtfType other, boolean behind, int level) {
        return switch (one) {
            case BtfType.Void _ -> other instanceof BtfType.Void;
            case BtfType.Int integer -> other instanceof BtfType.Int counterpart
                    && integer.size() == counterpart.size() && integer.signed() == counterpart.signed();
            case Enumeration values -> other instanceof Enumeration others && enumerations(values, others);
            case BtfType.Fwd(_, boolean union) -> other instanceof BtfType.Fwd(_, boolean otherUnion)
                    ? union == otherUnion
                    : behind && other.kind() == (union ? BtfKind.UNION : BtfKind.STRUCT);
            case Composite composite when behind -> one.kind() == other.kind()
                    || other instanceof BtfType.Fwd(_, boolean union) && union == (one instanceof BtfType.Union);
            case Composite composite -> one.kind() == other.kind()
                    && members(composite.members(), ((Composite) other).members(), level);
            default -> false;
        };
    }

    private boolean parameters(List<BtfType.Param> mine, List<BtfType.Param> theirs, boolean behind, int level) {
        if (mine.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < mine.size(); i++) {
            if (!matches(mine.get(i).type(), theirs.get(i).type(), behind, level - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean enumerations(Enumeration mine, Enumeration theirs) {
        if (mine.size() != theirs.size() || mine.values().size() > theirs.values().size()) {
            return false;
        }
        Set<String> names = theirs.values()
                .stream()
                .map(Enumerator::name)
                .map(Flavour::without)
                .collect(Collectors.toSet());
        return mine.values().stream().allMatch(value -> names.contains(Flavour.without(value.name())));
    }

    private boolean members(List<Member> mine, List<Member> theirs, int level) {
        if (mine.size() > theirs.size()) {
            return false;
        }
        Map<String, List<Member>> byName = theirs.stream()
                .collect(Collectors.groupingBy(member -> Flavour.without(member.name())));
        return mine.stream()
                .allMatch(member -> byName.getOrDefault(Flavour.without(member.name()), List.of())
                        .stream()
                        .anyMatch(other -> matches(member.type(), other.type(), false, level - 1)));
    }
}
