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

import java.util.Set;

/** The helpers that a program may call. */
public final class Helpers {
    private static final String ITERATOR = "bpf_iter_";
    /** Kernels are built with it or without ({@code CONFIG_BPF_KPROBE_OVERRIDE}); only its function tells. */
    private static final String OVERRIDE = "bpf_override_return";

    private final ProgramType type;
    private final @Nullable AttachType attach;
    private final Program program;
    private final Set<Helper> all;

    public Helpers(Program program) {
        type = program.resolvedType();
        attach = program.attachType();
        this.program = program;
        all = of(program, type, attach);
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
        return HelperSets.of(type, attach,
                attach == AttachType.TRACE_ITER && target.startsWith(ITERATOR)
                        ? target.substring(ITERATOR.length())
                        : target);
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
