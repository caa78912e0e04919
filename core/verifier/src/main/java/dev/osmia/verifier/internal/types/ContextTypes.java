package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/** Which types of a program's functions stand for its context. */
public final class ContextTypes {
    private static final String REGISTERS = "bpf_user_pt_regs_t";
    private static final Set<ProgramType> TAKES_ANYTHING = EnumSet.of(ProgramType.TRACEPOINT, ProgramType.SYSCALL,
            ProgramType.EXT);

    private final KernelTypes types;

    public ContextTypes(KernelTypes types) {
        this.types = types;
    }

    /** Whether a pointer is one to the context of programs of a type, by the name of its struct ({@code btf_is_prog_ctx_type}). */
    public boolean isContext(Btf btf, int pointer, ProgramType program) {
        int target = TypeFacts.target(btf, pointer);
        if (program == ProgramType.KPROBE && isNamedRegisters(btf, target)) {
            return true;
        }
        int struct = btf.resolve(target);
        if (!TypeFacts.isComposite(btf, struct)) {
            return false;
        }
        String name = TypeFacts.name(btf, struct);
        Btf kernel = types.kernel();
        int context = types.programContext(program);
        while (true) {
            String expected = TypeFacts.name(kernel, context);
            // Contexts without a name are told by a tag of the argument only.
            if (expected.isEmpty()) {
                return false;
            }
            if (expected.equals(name) || TypeMatch.isProjectionOf(expected, name)) {
                return true;
            }
            if (!TypeFacts.isModifier(kernel, context)) {
                return false;
            }
            context = kernel.resolve(context);
        }
    }

    /**
     * What is wrong with an argument that a tag says to be the context, null if nothing is
     * ({@code btf_validate_prog_ctx_type}).
     */
    @Nullable
    Refused wrongContext(Btf btf, int pointer, int argument, ProgramType program, @Nullable AttachType attachType) {
        int target = TypeFacts.target(btf, pointer);
        boolean hasRegisters = program == ProgramType.KPROBE || program == ProgramType.PERF_EVENT;
        int type = btf.resolve(target);
        if (hasRegisters && isNamedRegisters(btf, target) || type == 0) {
            return null;
        }
        String name = TypeFacts.name(btf, type);
        if (name.isEmpty()) {
            return refused(argument, "type doesn't have a name");
        }
        boolean isStruct = btf.kind(type) == BtfKind.STRUCT;
        if (isStruct
                ? isAllowedStruct(name, program, attachType)
                : isWord(btf, type) && takesWords(program, attachType)) {
            return null;
        }
        if (TAKES_ANYTHING.contains(program)) {
            return null;
        }
        Btf kernel = types.kernel();
        int context = kernel.resolve(types.programContext(program));
        if (kernel.kind(context) != BtfKind.STRUCT) {
            return refused(argument, "should be void pointer");
        }
        String expected = TypeFacts.name(kernel, context);
        return isStruct && name.equals(expected) ? null : refused(argument, "should be `struct " + expected + " *`");
    }

    private static boolean isAllowedStruct(String name, ProgramType program, @Nullable AttachType attachType) {
        return switch (program) {
            case KPROBE, PERF_EVENT -> name.equals("pt_regs");
            case TRACING -> attachType == AttachType.TRACE_RAW_TP && name.equals("bpf_raw_tracepoint_args")
                    || attachType == AttachType.TRACE_ITER && name.startsWith("bpf_iter__");
            default -> false;
        };
    }

    /** Where the context is made of words, it may be a pointer to those. */
    private static boolean takesWords(ProgramType program, @Nullable AttachType attachType) {
        return switch (program) {
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, LSM, STRUCT_OPS -> true;
            case TRACING -> attachType == AttachType.TRACE_RAW_TP || attachType == AttachType.TRACE_FENTRY
                    || attachType == AttachType.TRACE_FEXIT || attachType == AttachType.MODIFY_RETURN;
            default -> false;
        };
    }

    private static boolean isWord(Btf btf, int type) {
        return TypeFacts.isInt(btf, type) && TypeFacts.statedSize(btf, type) == Long.BYTES;
    }

    private static Refused refused(int argument, String reason) {
        return new Refused(Errno.EINVAL, "arg#" + argument + " " + reason);
    }

    /** Whether the typedef is met that stands for registers on every architecture, before any other. */
    static boolean isNamedRegisters(Btf btf, int target) {
        int at = target;
        while (btf.kind(at).isModifier()) {
            at = TypeFacts.target(btf, at);
        }
        return btf.kind(at) == BtfKind.TYPEDEF && btf.name(at).equals(REGISTERS);
    }
}
