package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Member;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what lies at an offset of an object ({@code btf_struct_walk}): goes from a struct into the member there, and on
 * into that one's, until something is found that is no struct.
 */
public final class TypeWalk {
    private final Btf btf;
    private final boolean entersFlexibleArrays;
    /** A union on the way makes every pointer behind it one of which nobody knows whether it is one. */
    private boolean isUntrusted;

    private TypeWalk(Btf btf, boolean entersFlexibleArrays) {
        this.btf = btf;
        this.entersFlexibleArrays = entersFlexibleArrays;
    }

    /** What a step finds. */
    private sealed interface Find permits Leaf, Nested, Around {
    }

    private record Leaf(TypeAccess access) implements Find {}

    /** A struct or union that starts right at the offset; the id may be that of a modifier. */
    private record Nested(int type) implements Find {}

    /** A struct or union that starts before the offset. */
    private record Around(int type, int start) implements Find {}

    /**
     * A load from an object of the kernel ({@code btf_struct_access}).
     *
     * @param type id of the object's type
     * @param off bytes, not negative
     * @param size bytes of the load
     */
    public static TypeAccess access(Btf btf, int type, int off, int size) {
        return new TypeWalk(btf, true).access(type, off, size);
    }

    /**
     * A load from, or a store to, an object that the program allocated: its pointers are numbers to the program, and there is
     * nothing behind its end. Linux 6.18.44 still lets flexible arrays go on there, into other objects; 6.12.117 does not.
     * That no field of it is one that belongs to the kernel, such as a lock, is for the caller to see to first.
     */
    public static TypeAccess accessAllocated(Btf btf, int type, int off, int size) {
        TypeAccess access = new TypeWalk(btf, false).access(type, off, size);
        return access instanceof TypeAccess.ObjectPointer ? TypeAccess.NUMBER : access;
    }

    /** Whether an object of the one type starts, at the offset, in one of the other ({@code btf_struct_ids_match}). */
    static boolean contains(Btf btf, int type, int off, Btf neededBtf, int needed, boolean isAllocated) {
        return search(btf, type, off, neededBtf, needed, isAllocated) instanceof Nested;
    }

    /** What Linux writes about the end of a search for an object that is not there, {@code ""} for nothing. */
    static String remark(Btf btf, int type, int off, Btf neededBtf, int needed, boolean isAllocated) {
        return search(btf, type, off, neededBtf, needed, isAllocated) instanceof Leaf(Refused(var _, var message))
                ? message
                : "";
    }

    private static Find search(Btf btf, int type, int off, Btf neededBtf, int needed, boolean isAllocated) {
        TypeWalk walk = new TypeWalk(btf, !isAllocated);
        Find find = walk.step(type, off, 1);
        while (find instanceof Nested(int inner) && !TypeMatch.isSame(btf, inner, neededBtf, needed)) {
            find = walk.step(inner, 0, 1);
        }
        return find;
    }

    private TypeAccess access(int type, int off, int size) {
        int at = type;
        int rest = off;
        while (true) {
            switch (step(at, rest, size)) {
                case Leaf(var access) -> {
                    return access;
                }
                case Nested(int inner) -> {
                    at = inner;
                    rest = 0;
                }
                case Around _ -> throw new AssertionError("a step ends in no such place");
            }
        }
    }

    /** Goes on until a struct starts at the offset, or what is there is none. */
    private Find step(int type, int off, int size) {
        int at = btf.resolve(type);
        int rest = off;
        while (true) {
            if (!(btf.type(at) instanceof Composite struct)) {
                return refused(Errno.EINVAL, "Type '" + TypeFacts.shownName(btf, at) + "' is not a struct");
            }
            isUntrusted |= struct instanceof BtfType.Union && struct.members().size() != 1;
            boolean isBehindEnd = Integer.compareUnsigned(rest + size, struct.size()) > 0;
            Find find = isBehindEnd ? behindEnd(struct, rest, size) : member(struct, rest, size);
            if (!(find instanceof Around(int inner, int start))) {
                return find;
            }
            at = inner;
            rest -= start;
        }
    }

    /** A flexible array at the end goes on and on. */
    private Find behindEnd(Composite struct, int off, int size) {
        Refused refused = new Refused(Errno.EACCES,
                "access beyond struct " + name(struct) + " at off " + off + " size " + size);
        List<Member> members = struct.members();
        if (!entersFlexibleArrays || members.isEmpty()) {
            return new Leaf(refused);
        }
        Member last = members.getLast();
        int first = last.bitOffset() >>> 3;
        if (!(btf.type(btf.resolve(last.type())) instanceof BtfType.Array array) || array.length() != 0
                || off < first) {
            return new Leaf(refused);
        }
        int element = btf.resolve(array.type());
        if (TypeFacts.isInt(btf, element)) {
            return new Leaf(TypeAccess.NUMBER);
        }
        int length = TypeFacts.statedSize(btf, element);
        if (!TypeFacts.isComposite(btf, element) || length == 0) {
            return new Leaf(refused);
        }
        return new Around(element, off - Integer.remainderUnsigned(off - first, length));
    }

    private Find member(Composite struct, int off, int size) {
        for (Member member : struct.members()) {
            int start = member.bitOffset() >>> 3;
            if (off + size <= start || member.bitfieldSize() == 0 && off < start) {
                break;
            }
            if (member.bitfieldSize() != 0) {
                if (isWhole(member, off, size)) {
                    return new Leaf(TypeAccess.NUMBER);
                }
                continue;
            }
            Extent extent = Extent.of(btf, member.type());
            if (extent == null) {
                return refused(Errno.EFAULT, "field " + name(member) + " doesn't have size");
            }
            if (Integer.compareUnsigned(off, start + extent.size()) < 0) {
                return inside(struct, member, extent, off, size);
            }
        }
        return refused(Errno.EINVAL, "struct " + name(struct) + " doesn't have field at offset " + off);
    }

    /** Parts of a bitfield cannot be loaded, but more than it can: compilers leave unnamed neighbours out. */
    private static boolean isWhole(Member member, int off, int size) {
        int endBit = member.bitOffset() + member.bitfieldSize();
        return off <= member.bitOffset() >>> 3 && (endBit + 7) >>> 3 <= off + size;
    }

    private Find inside(Composite struct, Member member, Extent extent, int off, int size) {
        int first = member.bitOffset() >>> 3;
        int end = first + extent.size();
        int length = extent.isArray() ? Integer.divideUnsigned(extent.size(), extent.count()) : extent.size();
        int start = first + Integer.divideUnsigned(off - first, length) * length;
        if (TypeFacts.isComposite(btf, extent.type())) {
            return off == start ? new Nested(extent.named()) : new Around(extent.type(), start);
        }
        if (TypeFacts.isPointer(btf, extent.type())) {
            return pointer(struct, member, extent.type(), start, off, size);
        }
        // Numbers next to each other may be taken for memory, such as sk_buff's cb.
        if (off + size > end && !isUntrusted) {
            return refused(Errno.EACCES, "access beyond the end of member " + name(member) + " (mend:" + end
                    + ") in struct " + name(struct) + " with off " + off + " size " + size);
        }
        return new Leaf(TypeAccess.NUMBER);
    }

    private Find pointer(Composite struct, Member member, int pointer, int start, int off, int size) {
        if (size != Long.BYTES || off != start) {
            return refused(Errno.EACCES, "cannot access ptr member " + name(member) + " with moff " + start
                    + " in struct " + name(struct) + " with off " + off + " size " + size);
        }
        int target = TypeFacts.target(btf, pointer);
        int type = btf.resolve(target);
        if (!TypeFacts.isComposite(btf, type)) {
            return new Leaf(TypeAccess.MEMORY);
        }
        Set<PointerFlag> flags = EnumSet.noneOf(PointerFlag.class);
        if (isUntrusted) {
            flags.add(PointerFlag.UNTRUSTED);
        }
        switch (TypeFacts.tagOf(btf, target)) {
            case "user" -> flags.add(PointerFlag.USER);
            case "percpu" -> flags.add(PointerFlag.PERCPU);
            case "rcu" -> flags.add(PointerFlag.RCU);
            default -> {
            }
        }
        return new Leaf(new TypeAccess.ObjectPointer(type, flags, name(member)));
    }

    private static Leaf refused(Errno errno, String message) {
        return new Leaf(new Refused(errno, message));
    }

    private static String name(Composite struct) {
        return TypeFacts.shownName(struct.name());
    }

    private static String name(Member member) {
        return TypeFacts.shownName(member.name());
    }
}
