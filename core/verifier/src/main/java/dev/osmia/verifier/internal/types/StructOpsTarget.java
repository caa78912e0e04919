package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.StructOps;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.FuncProto;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A member of one of the kernel's tables of functions, which a program fills in ({@code check_struct_ops_btf_id}). */
final class StructOpsTarget {
    /** The map value that Linux makes of a table of functions has this before its name. */
    private static final String VALUE = "bpf_struct_ops_";
    private static final String NULLABLE = "__nullable";
    private static final String REFERENCE = "__ref";

    private final KernelTypes types;
    private final AttachTarget.Request request;
    private final Btf btf;

    StructOpsTarget(KernelTypes types, AttachTarget.Request request) {
        this.types = types;
        this.request = request;
        this.btf = request.btf();
    }

    AttachResult attach() {
        if (!request.isGpl()) {
            return refused("struct ops programs must have a GPL compatible license");
        }
        int id = request.id();
        if (id == 0) {
            return Refused.silently(Errno.ENOTSUPP);
        }
        if (id < 0 || id >= btf.size() || !(btf.type(id) instanceof BtfType.Struct struct) || !isTable(struct.name())) {
            return new Refused(Errno.ENOTSUPP,
                    "attach_btf_id " + Integer.toUnsignedString(id) + " is not a supported struct");
        }
        int index = request.attachType();
        if (Integer.compareUnsigned(index, struct.members().size()) >= 0) {
            return refused(
                    "attach to invalid member idx " + Integer.toUnsignedString(index) + " of struct " + struct.name());
        }
        return attach(struct.members().get(index), index, StructOps.of(struct.name()));
    }

    private boolean isTable(String name) {
        return KernelTypes.find(btf, VALUE + name, BtfKind.STRUCT).isPresent();
    }

    private AttachResult attach(Member member, int index, StructOps table) {
        int pointer = btf.resolve(member.type());
        int proto = TypeFacts.isPointer(btf, pointer) ? btf.resolve(TypeFacts.target(btf, pointer)) : 0;
        if (!(btf.type(proto) instanceof FuncProto function)) {
            return refused(
                    "attach to invalid member " + member.name() + "(@idx " + index + ") of struct " + table.struct());
        }
        boolean isSupported = !table.unsupported().contains(member.name());
        boolean maySleep = table.sleepable().isEmpty() || table.sleepable().contains(member.name());
        if (!isSupported || request.sleeps() && !maySleep) {
            return new Refused(isSupported ? Errno.EINVAL : Errno.ENOTSUPP,
                    "attach to unsupported member " + member.name() + " of struct " + table.struct());
        }
        return new AttachPoint(ProgramType.STRUCT_OPS, null, btf, request.id(), proto, member.name(),
                known(table.stubs() + member.name(), function), null, true, subtypes(table));
    }

    /** The kernel's own function for the member says by the names of its parameters what is special about them. */
    private List<AttachPoint.KnownArgument> known(String stub, FuncProto function) {
        List<Param> named = KernelTypes.find(btf, stub, BtfKind.FUNC)
                .stream()
                .mapToObj(id -> ((FuncProto) btf.type(TypeFacts.target(btf, id))).params())
                .findFirst()
                .orElse(List.of());
        List<AttachPoint.KnownArgument> known = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < function.params().size() && i < named.size(); i++) {
            int type = btf.resolve(function.params().get(i).type());
            boolean isNullable = hasSuffix(named.get(i), NULLABLE);
            boolean isReference = hasSuffix(named.get(i), REFERENCE);
            if ((isNullable || isReference) && TypeFacts.isPointer(btf, type)) {
                Set<PointerFlag> flags = EnumSet.of(PointerFlag.TRUSTED);
                if (isNullable) {
                    flags.add(PointerFlag.MAYBE_NULL);
                }
                int object = btf.resolve(TypeFacts.target(btf, type));
                known.add(new AttachPoint.KnownArgument(offset, false, object, flags, isReference && !isNullable));
            }
            offset += TypeFacts.slots(btf, type);
        }
        return known;
    }

    private Map<Integer, Integer> subtypes(StructOps table) {
        Map<Integer, Integer> subtypes = new HashMap<>();
        table.subtypes()
                .forEach((base, sub) -> KernelTypes.find(types.kernel(), base, BtfKind.STRUCT)
                        .ifPresent(from -> KernelTypes.find(types.kernel(), sub, BtfKind.STRUCT)
                                .ifPresent(to -> subtypes.put(from, to))));
        return subtypes;
    }

    private static boolean hasSuffix(Param param, String suffix) {
        return param.name().endsWith(suffix) && param.name().length() > suffix.length();
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }
}
