package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;

/** Calls of functions of the kernel ({@code check_kfunc_call}). */
final class KernelCalls {
    private final Verification of;

    KernelCalls(Verification of) {
        this.of = of;
    }

    /** Whether a function may be called while a lock is held. */
    boolean mayCallLocked(Insn insn) {
        return insn.off() == 0 && insn.imm() != 0;
    }

    /** Checks a call; says whether the path goes on. */
    @SuppressWarnings("DoNotCallSuggester")
    boolean call(Insn insn) {
        throw new Unsupported("the kernel function of instruction " + of.insn + " (BTF id " + insn.imm() + ")");
    }
}
