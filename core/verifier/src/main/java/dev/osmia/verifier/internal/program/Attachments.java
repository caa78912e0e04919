package dev.osmia.verifier.internal.program;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.Flavour;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.Program.Attachment;
import dev.osmia.verifier.internal.types.KernelTypes;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** What in the kernel a program is for, by the name of its section or the table of functions that it stands in. */
final class Attachments {
    private Attachments() {
    }

    /**
     * What a program runs at; {@link Attachment#NONE} for programs that run at nothing in particular.
     *
     * @param maps all maps of its object
     * @throws Unsupported if that is unknown
     */
    static Attachment of(ProgramSpec program, Target target, Collection<MapInfo> maps) {
        return switch (program.type()) {
            case TRACING, LSM -> program.attachTarget().isEmpty() ? Attachment.NONE : function(program, known(target));
            case STRUCT_OPS -> operation(program, known(target), maps);
            case EXT -> throw new Unsupported("the program that it replaces a function of");
            default -> Attachment.NONE;
        };
    }

    private static Btf known(Target target) {
        KernelTypes kernel = target.types();
        if (kernel == null) {
            throw new Unsupported("the types of the kernel, at whose functions it runs");
        }
        return kernel.kernel();
    }

    private static Attachment function(ProgramSpec program, Btf kernel) {
        AttachType attach = program.attachType();
        String prefix = program.type() == ProgramType.LSM
                ? "bpf_lsm_"
                : attach == AttachType.TRACE_RAW_TP ? "btf_trace_" : attach == AttachType.TRACE_ITER ? "bpf_iter_" : "";
        String name = prefix + program.attachTarget();
        BtfKind kind = attach == AttachType.TRACE_RAW_TP ? BtfKind.TYPEDEF : BtfKind.FUNC;
        int id = KernelTypes.find(kernel, name, kind).orElseThrow(() -> new Unsupported("the kernel's " + name));
        return new Attachment(id, 0);
    }

    private static Attachment operation(ProgramSpec program, Btf kernel, Collection<MapInfo> maps) {
        for (MapInfo map : maps) {
            String member = map.memberWith(program.name());
            if (member != null) {
                String name = Flavour.without(Objects.requireNonNull(map.valueTypeName()));
                int id = KernelTypes.find(kernel, name, BtfKind.STRUCT)
                        .orElseThrow(() -> new Unsupported("the kernel's struct " + name));
                return new Attachment(id, index((BtfType.Struct) kernel.type(id), member));
            }
        }
        throw new Unsupported("the table of functions that it is one of");
    }

    private static int index(BtfType.Struct table, String member) {
        List<String> names = table.members().stream().map(BtfType.Member::name).toList();
        int index = names.indexOf(member);
        if (index < 0) {
            throw new Unsupported("the member " + member + " of the kernel's struct " + table.name());
        }
        return index;
    }
}
