package dev.osmia.verifier.internal.check;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.FunctionTrait;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperGates;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.HelperSets;
import dev.osmia.abi.Lockdown;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.types.AttachPoint;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/** The helpers that a program may call. */
public final class Helpers {
    private static final String ITERATOR = "bpf_iter_";
    private static final String HOOK = "bpf_lsm_";
    /** Kernels are built with it or without ({@code CONFIG_BPF_KPROBE_OVERRIDE}); only its function tells. */
    private static final String OVERRIDE = "bpf_override_return";
    /** What replaces a part of a program is not entered as that program is ({@code bpf_prog_has_trampoline}). */
    private static final Set<Helper> OF_TRAMPOLINES = EnumSet.of(Helper.GET_FUNC_ARG, Helper.GET_FUNC_RET,
            Helper.GET_FUNC_ARG_CNT, Helper.GET_ATTACH_COOKIE);

    private final ProgramType type;
    private final @Nullable AttachType attach;
    private final Program program;
    private final Set<Helper> all;

    public Helpers(Program program) {
        this(program, program.resolvedType(), program.attachType());
    }

    private Helpers(Program program, ProgramType type, @Nullable AttachType attach) {
        this.type = type;
        this.attach = attach;
        this.program = program;
        all = EnumSet.noneOf(Helper.class);
        all.addAll(of(program, type, attach));
        if (program.replaced() != null && (type == ProgramType.TRACING || type == ProgramType.LSM)) {
            all.removeAll(OF_TRAMPOLINES);
        }
    }

    /** Those that are known of as long as it is not known what the program replaces. */
    public static Helpers unattached(Program program) {
        return program.replaced() == null ? new Helpers(program) : new Helpers(program, program.type(), null);
    }

    private static Set<Helper> of(Program program, ProgramType type, @Nullable AttachType attach) {
        if (type == ProgramType.STRUCT_OPS) {
            return program.operation()
                    .map(operation -> HelperSets.ofOperation(operation.table(), operation.function()))
                    .orElseGet(() -> HelperSets.of(type));
        }
        if (attach == null) {
            return HelperSets.of(type);
        }
        String target = program.attachmentName();
        String prefix = attach == AttachType.TRACE_ITER ? ITERATOR : type == ProgramType.LSM ? HOOK : "";
        return HelperSets.of(type, attach, target.startsWith(prefix) ? target.substring(prefix.length()) : target);
    }

    /** Whether the program may call one of its helpers where it runs. */
    boolean isOpen(Helper helper, @Nullable AttachPoint point) {
        if (attach == null) {
            return HelperGates.isOpen(helper, type);
        }
        String target = point == null ? "" : point.name();
        return HelperGates.isOpen(helper, type, attach, target, FunctionTrait.LSM_SLEEPABLE.isOf(target));
    }

    /** What a helper takes and gives, null if the program may not call it. */
    public @Nullable HelperPrototype prototype(Helper helper) {
        if (!all.contains(helper) || Lockdown.CONFIDENTIALITY.withholds(helper) && program.lockdown().withholds(helper)
                || helper == Helper.OVERRIDE_RETURN && !program.hasSymbol(OVERRIDE)) {
            return null;
        }
        return attach == null ? helper.prototype(type) : helper.prototype(type, attach);
    }
}
