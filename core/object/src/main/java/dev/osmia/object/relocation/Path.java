package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Member;

import java.util.ArrayList;
import java.util.List;

/**
 * A place that an access leads to.
 *
 * @param btf the table that ids count in
 * @param root the type that it starts from
 * @param steps what it goes through; none if the type itself is meant
 * @param bitOffset where it ends, in bits from the start of the root
 */
record Path(Btf btf, int root, List<Accessor> steps, long bitOffset) {
    /** {@code BPF_CORE_SPEC_MAX_LEN}. */
    static final int MAX_STEPS = 64;
    /** libbpf counts bits in 32 bits. */
    private static final long MAX_BYTES = 1L << 29;

    Accessor last() {
        return steps.getLast();
    }

    /** The member that the last step names. */
    Member member() {
        return ((Composite) btf.type(last().type())).members().get(last().index());
    }

    /**
     * Walks along the numbers of a relocation of the object's own types.
     *
     * @throws RelocationFault if they lead nowhere
     */
    static Path along(Btf btf, int root, int[] indices) {
        int at = btf.resolve(root);
        long offset = Byte.SIZE * elementOffset(btf, at, indices[0]);
        List<Accessor> steps = new ArrayList<>();
        steps.add(new Accessor(at, indices[0], ""));
        for (int i = 1; i < indices.length; i++) {
            int index = indices[i];
            at = btf.resolve(at);
            switch (btf.type(at)) {
                case Composite composite -> {
                    require(index, composite.members().size(), "member", btf, at);
                    Member member = composite.members().get(index);
                    offset += Integer.toUnsignedLong(member.bitOffset());
                    if (!member.name().isEmpty()) {
                        steps.add(new Accessor(at, index, member.name()));
                    }
                    at = member.type();
                }
                case BtfType.Array array -> {
                    if (!steps.getLast().endsIn(btf, array)) {
                        require(index, Integer.toUnsignedLong(array.length()), "element", btf, at);
                    }
                    at = btf.resolve(array.type());
                    steps.add(new Accessor(at, index, ""));
                    offset += Byte.SIZE * elementOffset(btf, at, index);
                }
                default -> throw RelocationFault.object("step " + i + " of the access goes into "
                        + Naming.of(btf, at) + ", expected a struct, a union or an array");
            }
            if (offset > Byte.SIZE * MAX_BYTES) {
                throw tooFar();
            }
        }
        return new Path(btf, root, List.copyOf(steps), offset);
    }

    /** Bytes in front of an element. */
    static long elementOffset(Btf btf, int type, int index) {
        long bytes = size(btf, type) * index;
        if (bytes > MAX_BYTES) {
            throw tooFar();
        }
        return bytes;
    }

    /** As {@link Btf#byteSizeOf}. */
    static long size(Btf btf, int type) {
        if (!btf.hasSize(type)) {
            throw RelocationFault.object(Naming.of(btf, type) + " has no size, expected a type that has");
        }
        return btf.byteSizeOf(type);
    }

    private static void require(int index, long count, String what, Btf btf, int type) {
        if (index >= count) {
            throw RelocationFault.object(what + " " + index + " of " + Naming.of(btf, type) + ", expected less than "
                    + count);
        }
    }

    private static RelocationFault tooFar() {
        return RelocationFault.object("an access of more than 512 MiB behind its start, expected less");
    }
}
