package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Held;

import java.util.List;

/** Nothing may be held where control leaves the program ({@code check_resource_leak}). */
final class Leaks {
    private Leaks() {
    }

    /**
     * Checks that nothing is held.
     *
     * @param isThrown whether all frames are left at once
     * @param checksLocks whether locks count, too
     * @param where what the messages are about
     */
    static void check(Verification of, boolean isThrown, boolean checksLocks, String where) {
        if (checksLocks && of.state.locks > 0) {
            throw of.invalid(where + " cannot be used inside bpf_spin_lock-ed region");
        }
        checkReferences(of, isThrown, where);
        if (checksLocks && of.state.irqId != 0) {
            throw of.invalid(where + " cannot be used inside bpf_local_irq_save-ed region");
        }
        if (checksLocks && of.state.rcuLock) {
            throw of.invalid(where + " cannot be used inside bpf_rcu_read_lock-ed region");
        }
        if (checksLocks && of.state.preemptLocks > 0) {
            throw of.invalid(where + " cannot be used inside bpf_preempt_disable-ed region");
        }
    }

    private static void checkReferences(Verification of, boolean isThrown, String where) {
        if (!isThrown && of.state.current() > 0) {
            return;
        }
        boolean mayReturn = of.program.resolvedType() == ProgramType.STRUCT_OPS && !isThrown;
        List<String> lines = of.state.held()
                .stream()
                .filter(held -> held.kind() == Held.Kind.POINTER)
                .filter(held -> !(mayReturn && of.reg(0).refId() == held.id()))
                .map(held -> "Unreleased reference id=" + held.id() + " alloc_insn=" + held.insn())
                .toList();
        if (!lines.isEmpty()) {
            Rejection rejection = new Rejection(Errno.EINVAL, lines.getFirst());
            for (String line : lines.subList(1, lines.size())) {
                rejection = rejection.and(line);
            }
            throw rejection.and(where + " would lead to reference leak");
        }
    }
}
