package dev.osmia.embedded;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.MemberLocation;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Whether a program, by its own BTF, takes a hook's context for what it is. */
final class ContextAgreement {
    private ContextAgreement() {
    }

    /**
     * What a program has wrong about a context. It may know fewer members than the hook, as one does that was compiled
     * for an earlier version of the host.
     *
     * @return empty if nothing is wrong, or nothing is known
     */
    static Optional<String> disagreement(ProgramSpec program, TypeRef context) {
        TypeRef own = parameter(program);
        if (own == null || !(context.btf().type(context.btf().resolve(context.id())) instanceof BtfType.Composite)
                || !(own.btf().type(own.id()) instanceof BtfType.Composite composite)) {
            return Optional.empty();
        }
        return composite.members()
                .stream()
                .filter(member -> !member.name().isEmpty())
                .flatMap(member -> disagreement(own, member, context).stream())
                .findFirst()
                .map(reason -> "struct " + own.name() + " of the program is not the hook's context: " + reason);
    }

    private static Optional<String> disagreement(TypeRef own, BtfType.Member member, TypeRef context) {
        MemberLocation theirs = context.btf().member(context.id(), member.name()).orElse(null);
        if (theirs == null) {
            return Optional.of("the hook has no member " + member.name());
        }
        String here = place(own.btf(), member, member.bitOffset());
        String there = place(context.btf(), theirs.member(), theirs.bitOffset());
        return here.equals(there)
                ? Optional.empty()
                : Optional.of(member.name() + " is " + here + ", the hook's is " + there);
    }

    private static String place(Btf btf, BtfType.Member member, int bitOffset) {
        int bits = member.bitfieldSize() == 0 ? Byte.SIZE * btf.sizeOf(member.type()) : member.bitfieldSize();
        return bits % Byte.SIZE == 0 && bitOffset % Byte.SIZE == 0
                ? bits / Byte.SIZE + " bytes at offset " + bitOffset / Byte.SIZE
                : bits + " bits at bit " + bitOffset;
    }

    /** What the program's first parameter points to, if its BTF says that. */
    private static @Nullable TypeRef parameter(ProgramSpec program) {
        Btf btf = program.btf();
        int id = program.subprograms().getFirst().typeId();
        if (btf == null || id == 0 || !(btf.type(id) instanceof BtfType.Func function)
                || !(btf.type(function.type()) instanceof BtfType.FuncProto prototype)
                || prototype.params().isEmpty()
                || !(btf.type(btf.resolve(prototype.params().getFirst().type())) instanceof BtfType.Ptr pointer)) {
            return null;
        }
        return new TypeRef(btf, btf.resolve(pointer.type()));
    }
}
