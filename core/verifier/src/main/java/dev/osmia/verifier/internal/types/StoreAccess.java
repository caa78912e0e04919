package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.abi.WritableFields;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.MemberLocation;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Stores to the kernel's objects, of which programs may write next to nothing ({@code btf_struct_access} of their type). */
public final class StoreAccess {
    private static final String READ_ONLY = "only read is supported";

    private final KernelTypes types;
    private final WritableFields fields;

    private StoreAccess(KernelTypes types, WritableFields fields) {
        this.types = types;
        this.fields = fields;
    }

    /**
     * Why a program cannot write there; empty if it can.
     *
     * @param fields what programs of its sort may write, null for nothing
     * @param type id of the object's type
     * @param off bytes, not negative
     * @param size bytes of the store
     */
    public static Optional<Refused> refusal(KernelTypes types, @Nullable WritableFields fields, Btf btf, int type,
            int off,
            int size) {
        return Optional.ofNullable(fields == null
                ? refused(READ_ONLY)
                : new StoreAccess(types, fields).refusal(btf, type, off, size));
    }

    private @Nullable Refused refusal(Btf btf, int type, int off, int size) {
        if (KernelTypes.find(types.kernel(), fields.function(), BtfKind.FUNC).isEmpty()) {
            return Refused.silently(Errno.EACCES);
        }
        String struct = fields.structs().getFirst();
        boolean isWritable = fields.structs()
                .stream()
                .anyMatch(name -> KernelTypes.find(types.kernel(), name, BtfKind.STRUCT)
                        .stream()
                        .anyMatch(id -> TypeMatch.isSame(types.kernel(), id, btf, type)));
        if (fields.members().isEmpty()) {
            if (!isWritable) {
                return refused("only access to " + struct + " is supported");
            }
            return off + size > btf.sizeOf(type)
                    ? refused("write access at off " + off + " with size " + size)
                    : null;
        }
        return isWritable ? partRefusal(struct, off, size) : refused(READ_ONLY);
    }

    private @Nullable Refused partRefusal(String struct, int off, int size) {
        for (WritableFields.Member member : fields.members()) {
            Part part = part(member);
            if (part == null || off < part.start() || off > (member.isRange() ? part.end() - 1 : part.start())) {
                continue;
            }
            return off + size > part.end()
                    ? refused("write access at off " + off + " with size " + size + " beyond the member of " + struct
                            + " ended at " + part.end())
                    : null;
        }
        return refused("no write support to " + struct + " at off " + off);
    }

    private record Part(int start, int end) {}

    /** Null if this kernel's struct has no such member. */
    private @Nullable Part part(WritableFields.Member member) {
        Btf kernel = types.kernel();
        int type = KernelTypes.find(kernel, member.struct(), BtfKind.STRUCT).orElse(0);
        int start = 0;
        for (String name : member.path()) {
            MemberLocation found = kernel.member(type, name).orElse(null);
            if (found == null) {
                return null;
            }
            start += found.bitOffset() >>> 3;
            type = found.member().type();
        }
        return new Part(start, start + kernel.sizeOf(type));
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EACCES, message);
    }
}
