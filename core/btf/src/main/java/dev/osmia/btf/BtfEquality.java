package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.btf.BtfType.SectionEntry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two types, of one table or of two, are the same whatever their ids are. Types may refer to themselves; each type
 * is looked at about once, since types found to be compared before are put into one class.
 */
public final class BtfEquality {

    /** What counts. */
    public enum Rule {
        /** Everything but ids: a program could not tell one from the other. */
        EXACT,
        /**
         * What values look like: modifiers, typedefs, names of types, enumerators and what pointers point to do not count;
         * names, places and types of members do. The rule for keys and values of maps.
         */
        LAYOUT
    }

    /** A type without its references, and those. */
    private record Shape(BtfType type, List<Integer> references) {}

    private record Pair(int left, int right) {}

    private final Btf left;
    private final Btf right;
    private final Rule rule;
    /** Disjoint sets of ids; those of the right table are negative, less one. */
    private final Map<Integer, Integer> parents = new HashMap<>();
    private final Deque<Pair> pending = new ArrayDeque<>();

    private BtfEquality(Btf left, Btf right, Rule rule) {
        this.left = left;
        this.right = right;
        this.rule = rule;
    }

    /**
     * Compares two types.
     *
     * @throws IndexOutOfBoundsException if a table has no type of that id
     */
    public static boolean equal(Btf left, int leftId, Btf right, int rightId, Rule rule) {
        return new BtfEquality(left, right, rule).equal(leftId, rightId);
    }

    private boolean equal(int leftId, int rightId) {
        pending.push(new Pair(leftId, rightId));
        while (!pending.isEmpty()) {
            Pair pair = pending.pop();
            if (join(pair.left(), -1 - pair.right())) {
                Shape ours = shape(left, pair.left());
                Shape theirs = shape(right, pair.right());
                if (!ours.type().equals(theirs.type())) {
                    return false;
                }
                for (int i = 0; i < ours.references().size(); i++) {
                    pending.push(new Pair(ours.references().get(i), theirs.references().get(i)));
                }
            }
        }
        return true;
    }

    /** Puts two ids into one class; false if they were in one, so compared already. */
    private boolean join(int one, int other) {
        int first = representative(one);
        int second = representative(other);
        if (first == second) {
            return false;
        }
        parents.put(first, second);
        return true;
    }

    private int representative(int id) {
        int at = id;
        for (Integer parent = parents.get(at); parent != null; parent = parents.get(at)) {
            Integer grandparent = parents.get(parent);
            if (grandparent != null) {
                parents.put(at, grandparent);
            }
            at = parent;
        }
        return at;
    }

    private Shape shape(Btf btf, int id) {
        return rule == Rule.EXACT ? exact(btf.type(id)) : layout(btf, btf.type(btf.resolve(id)));
    }

    private static Shape exact(BtfType type) {
        return switch (type) {
            case BtfType.Void _,BtfType.Int _,BtfType.Float _,BtfType.Fwd _ -> new Shape(type, List.of());
            case Enumeration _ -> new Shape(type, List.of());
            case BtfType.Ptr t -> new Shape(new BtfType.Ptr(0), List.of(t.type()));
            case BtfType.Volatile t -> new Shape(new BtfType.Volatile(0), List.of(t.type()));
            case BtfType.Const t -> new Shape(new BtfType.Const(0), List.of(t.type()));
            case BtfType.Restrict t -> new Shape(new BtfType.Restrict(0), List.of(t.type()));
            case BtfType.Typedef t -> new Shape(new BtfType.Typedef(t.name(), 0), List.of(t.type()));
            case BtfType.TypeTag t -> new Shape(new BtfType.TypeTag(t.name(), 0, t.attribute()), List.of(t.type()));
            case BtfType.DeclTag t -> new Shape(new BtfType.DeclTag(t.name(), 0, t.component(), t.attribute()),
                    List.of(t.type()));
            case BtfType.Func t -> new Shape(new BtfType.Func(t.name(), 0, t.linkage()), List.of(t.type()));
            case BtfType.Var t -> new Shape(new BtfType.Var(t.name(), 0, t.linkage()), List.of(t.type()));
            case BtfType.Array t -> new Shape(new BtfType.Array(0, 0, t.length()), List.of(t.type(), t.indexType()));
            case Composite t -> new Shape(
                    composite(t, t.name(), t.bitfields(), t.members()
                            .stream()
                            .map(m -> new Member(m.name(), 0, m.bitOffset(), m.bitfieldSize()))
                            .toList()),
                    memberTypes(t));
            case BtfType.FuncProto t -> prototype(t);
            case BtfType.DataSection t -> new Shape(
                    new BtfType.DataSection(t.name(), t.size(), t.entries()
                            .stream()
                            .map(e -> new SectionEntry(0, e.offset(), e.size()))
                            .toList()),
                    t.entries().stream().map(SectionEntry::type).toList());
        };
    }

    private static Shape layout(Btf btf, BtfType type) {
        return switch (type) {
            case BtfType.Int t ->
                new Shape(new BtfType.Int("", t.size(), t.bits(), t.offset(), t.encoding()), List.of());
            case BtfType.Float t -> new Shape(new BtfType.Float("", t.size()), List.of());
            case Enumeration t -> new Shape(new BtfType.Enum("", t.size(), t.signed(), List.of()), List.of());
            case BtfType.Ptr _ -> new Shape(new BtfType.Ptr(0), List.of());
            case BtfType.Array t -> new Shape(new BtfType.Array(0, 0, t.length()), List.of(t.type()));
            case Composite t -> new Shape(composite(t, "", false, t.members().stream().map(m -> {
                BitRange range = BitRange.of(btf, m);
                return new Member(m.name(), 0, range.offset(), range.bitfield() ? range.bits() : 0);
            }).toList()), memberTypes(t));
            default -> exact(type);
        };
    }

    private static Shape prototype(BtfType.FuncProto type) {
        // void at the end is part of the shape, as it means "...".
        List<Param> params = type.params().stream().map(p -> new Param(p.name(), p.type() == 0 ? 0 : 1)).toList();
        List<Integer> types = new ArrayList<>(type.params().stream().map(Param::type).toList());
        types.add(type.returnType());
        return new Shape(new BtfType.FuncProto(0, params), types);
    }

    private static Composite composite(Composite type, String name, boolean bitfields, List<Member> members) {
        return type instanceof BtfType.Struct
                ? new BtfType.Struct(name, type.size(), bitfields, members)
                : new BtfType.Union(name, type.size(), bitfields, members);
    }

    private static List<Integer> memberTypes(Composite type) {
        return type.members().stream().map(Member::type).toList();
    }
}
