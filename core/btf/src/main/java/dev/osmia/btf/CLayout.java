package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Member;

/** How a 64-bit C compiler would lay a type out: what BTF leaves out, and the printer has to bring back. */
final class CLayout {
    private final Btf btf;
    /** Alignment in bytes by type id, 0 if not yet known. */
    private final int[] alignments;

    CLayout(Btf btf) {
        this.btf = btf;
        this.alignments = new int[btf.size()];
    }

    /** Bytes. */
    int alignment(int id) {
        if (alignments[id] == 0) {
            alignments[id] = compute(id);
        }
        return alignments[id];
    }

    /** Recurses by value only, so no deeper than {@link Btf#MAX_NESTING}. */
    private int compute(int id) {
        return switch (btf.type(id)) {
            case BtfType.Ptr _ -> TypeSize.POINTER;
            case BtfType.Int t -> Math.max(1, Integer.highestOneBit(Math.min(t.size(), 16)));
            case BtfType.Enumeration t -> t.size();
            case BtfType.Float t -> Integer.lowestOneBit(t.size());
            case BtfType.Array t -> alignment(t.type());
            case BtfType.Typedef t -> alignment(t.type());
            case BtfType.Modifier t -> alignment(t.type());
            case BtfType.Composite t -> packed(t) ? 1 : naturalAlignment(t);
            default -> 1;
        };
    }

    private int naturalAlignment(Composite type) {
        int alignment = 1;
        for (Member member : type.members()) {
            // An unnamed bitfield does not align its struct.
            if (!BitRange.of(btf, member).bitfield() || !member.name().isEmpty()) {
                alignment = Math.max(alignment, alignment(member.type()));
            }
        }
        return alignment;
    }

    /** Whether the layout is only reached with {@code __attribute__((packed))}. */
    boolean packed(Composite type) {
        if (type.size() % naturalAlignment(type) != 0) {
            return true;
        }
        for (Member member : type.members()) {
            BitRange field = BitRange.of(btf, member);
            if (field.bitfield()
                    ? crossesUnit(field, btf.sizeOf(member.type()))
                    : field.offset() % (Byte.SIZE * alignment(member.type())) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a bitfield would lie in two units of its type. */
    private static boolean crossesUnit(BitRange field, int size) {
        int unit = Byte.SIZE * size;
        return field.offset() / unit != (field.end() - 1) / unit;
    }

    /** Where the compiler puts a member that comes after {@code end} bits. */
    long place(long end, Member member, boolean packed) {
        BitRange field = BitRange.of(btf, member);
        if (!field.bitfield()) {
            return roundUp(end, packed ? Byte.SIZE : Byte.SIZE * (long) alignment(member.type()));
        }
        long unit = Byte.SIZE * (long) btf.sizeOf(member.type());
        boolean fits = packed || end / unit == (end + field.bits() - 1) / unit;
        return fits ? end : roundUp(end, unit);
    }

    /** The size in bits that the compiler gives a struct whose members end at {@code end}. */
    long size(long end, Composite type, boolean packed) {
        return roundUp(end, Byte.SIZE * (packed ? 1L : naturalAlignment(type)));
    }

    private static long roundUp(long bits, long unit) {
        return (bits + unit - 1) / unit * unit;
    }
}
