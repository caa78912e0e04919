package dev.osmia.verifier.internal.types;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;

/** Which types of a program's functions stand for its context. */
final class ContextTypes {
    private static final String REGISTERS = "bpf_user_pt_regs_t";

    private final KernelTypes types;

    ContextTypes(KernelTypes types) {
        this.types = types;
    }

    /** Whether a pointer is one to the context of programs of a type, by the name of its struct ({@code btf_is_prog_ctx_type}). */
    boolean isContext(Btf btf, int pointer, ProgramType program) {
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

    /** Whether the typedef is met that stands for registers on every architecture, before any other. */
    static boolean isNamedRegisters(Btf btf, int target) {
        int at = target;
        while (btf.kind(at).isModifier()) {
            at = TypeFacts.target(btf, at);
        }
        return btf.kind(at) == BtfKind.TYPEDEF && btf.name(at).equals(REGISTERS);
    }
}
