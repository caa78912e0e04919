package dev.osmia.verifier.internal.program;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.Flavour;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.Program.Attachment;
import dev.osmia.verifier.internal.types.KernelTypes;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/** What in the kernel a program is for, by the name of its section or the table of functions that it stands in. */
final class Attachments {
    private static final String HOOK_PREFIX = "osmia/";

    private Attachments() {
    }

    /**
     * What a program runs at; {@link Attachment#NONE} for programs that run at nothing in particular.
     *
     * @param maps all maps of its object
     * @param others the programs that may be meant
     * @throws Unsupported if that is unknown
     */
    static Attachment of(ProgramSpec program, Target target, Collection<MapInfo> maps, LoadedPrograms others) {
        return switch (program.type()) {
            case TRACING -> traced(program, target, others);
            case LSM ->
                program.attachTarget().isEmpty() ? Attachment.NONE : function(program, target.types().kernel());
            case STRUCT_OPS -> operation(program, target.types().kernel(), maps);
            case EXT -> replaced(program, others);
            case HOST -> new Attachment(0, 0, hook(program, target), null);
            default -> Attachment.NONE;
        };
    }

    private static Attachment traced(ProgramSpec program, Target target, LoadedPrograms others) {
        if (program.attachTarget().isEmpty()) {
            return Attachment.NONE;
        }
        Attachment other = others.find(program);
        return other == null ? function(program, target.types().kernel()) : other;
    }

    private static Attachment replaced(ProgramSpec program, LoadedPrograms others) {
        Attachment other = others.find(program);
        if (other == null) {
            throw new Unsupported("the program that it replaces "
                    + (program.attachTarget().isEmpty() ? "a function" : program.attachTarget()) + " of");
        }
        return other;
    }

    private static HookRules hook(ProgramSpec program, Target target) {
        HookRules rules = target.hook(program.attachTarget());
        if (rules != null) {
            return rules;
        }
        if (!program.section().startsWith(HOOK_PREFIX)) {
            throw new Unsupported("the program type that section " + program.section() + " stands for");
        }
        return declaredContext(program).stream()
                .mapToObj(HookRules::of)
                .findFirst()
                .orElseThrow(() -> new Unsupported("the hook " + program.attachTarget()));
    }

    /** Bytes of what the program says that its first parameter points to. */
    private static OptionalInt declaredContext(ProgramSpec program) {
        Btf btf = program.btf();
        int id = program.subprograms().isEmpty() ? 0 : program.subprograms().getFirst().typeId();
        if (btf != null && btf.type(id) instanceof BtfType.Func function
                && btf.type(function.type()) instanceof BtfType.FuncProto prototype && !prototype.params().isEmpty()
                && btf.type(btf.resolve(prototype.params().getFirst().type())) instanceof BtfType.Ptr pointer
                && btf.hasSize(pointer.type())) {
            return OptionalInt.of(btf.sizeOf(pointer.type()));
        }
        return OptionalInt.empty();
    }

    private static Attachment function(ProgramSpec program, Btf kernel) {
        AttachType attach = program.attachType();
        String prefix = program.type() == ProgramType.LSM
                ? "bpf_lsm_"
                : attach == AttachType.TRACE_RAW_TP ? "btf_trace_" : attach == AttachType.TRACE_ITER ? "bpf_iter_" : "";
        String name = prefix + program.attachTarget();
        BtfKind kind = attach == AttachType.TRACE_RAW_TP ? BtfKind.TYPEDEF : BtfKind.FUNC;
        int id = KernelTypes.find(kernel, name, kind).orElseThrow(() -> new Unsupported("the kernel's " + name));
        return Attachment.inKernel(id, 0);
    }

    private static Attachment operation(ProgramSpec program, Btf kernel, Collection<MapInfo> maps) {
        for (MapInfo map : maps) {
            String member = map.memberWith(program.name());
            if (member != null) {
                String type = map.valueTypeName();
                if (type == null) {
                    throw new Unsupported("types that Linux takes, for the table of functions " + map.name());
                }
                String name = Flavour.without(type);
                int id = KernelTypes.find(kernel, name, BtfKind.STRUCT)
                        .orElseThrow(() -> new Unsupported("the kernel's struct " + name));
                return Attachment.inKernel(id, index((BtfType.Struct) kernel.type(id), member));
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
