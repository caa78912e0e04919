package dev.osmia.verifier.internal.check;

import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;

/** Sections of a program in which it may not sleep: under RCU, without preemption, without interrupts. */
final class KernelRegions {
    private final Verification of;
    private final GraphRules graphs;

    KernelRegions(Verification of, GraphRules graphs) {
        this.of = of;
        this.graphs = graphs;
    }

    /** A call that begins or ends a section, or that is made in one. */
    void enter(KernelCall call) {
        boolean maySleep = call.callee.has(KernelFunctionFlag.SLEEPABLE);
        String name = call.callee.name();
        enterRcu(call, maySleep);
        enterPreemption(call, maySleep);
        if (of.state.irqId != 0 && maySleep) {
            throw of.forbid("kernel func " + name + " is sleepable within IRQ-disabled region");
        }
        if (call.callee.has(KernelFunctionFlag.RCU_PROTECTED) && !of.isUnderRcu()) {
            throw of.forbid("kernel func " + name + " requires RCU critical section protection");
        }
    }

    private void enterRcu(KernelCall call, boolean maySleep) {
        State state = of.state;
        String name = call.callee.name();
        boolean isLock = call.is("bpf_rcu_read_lock");
        boolean isUnlock = call.is("bpf_rcu_read_unlock");
        if (!state.rcuLock) {
            if (isUnlock) {
                throw of.invalid("unmatched rcu read unlock (kernel function " + name + ")");
            }
            state.rcuLock = isLock;
            return;
        }
        if ((isLock || isUnlock) && graphs.isInTreeCallback()) {
            throw of.forbid("Calling bpf_rcu_read_{lock,unlock} in unnecessary rbtree callback");
        }
        if (isLock) {
            throw of.invalid("nested rcu read lock (kernel function " + name + ")");
        }
        if (isUnlock) {
            endTrust(state);
            state.rcuLock = false;
        } else if (maySleep) {
            throw of.forbid("kernel func " + name + " is sleepable within rcu_read_lock region");
        }
    }

    /** What was good under RCU may now be anything. */
    private static void endTrust(State state) {
        state.changeAll(KernelRegions::untrusted);
        for (int index = 0; index <= state.current(); index++) {
            Frame frame = state.frame(index);
            for (int slot = 0; slot < frame.slots(); slot++) {
                Slot at = frame.slot(slot);
                if (at.type(0) == Slot.ITER) {
                    frame.setSlot(slot, at.with(untrusted(at.spilled())));
                }
            }
        }
    }

    private static Reg untrusted(Reg reg) {
        return (reg.type() & RegType.RCU) == 0
                ? reg
                : reg.withType(reg.type() & ~(RegType.RCU | RegType.MAYBE_NULL) | RegType.UNTRUSTED);
    }

    private void enterPreemption(KernelCall call, boolean maySleep) {
        State state = of.state;
        if (call.is("bpf_preempt_disable")) {
            state.preemptLocks++;
        } else if (call.is("bpf_preempt_enable")) {
            if (state.preemptLocks == 0) {
                throw of.invalid("unmatched attempt to enable preemption (kernel function " + call.callee.name() + ")");
            }
            state.preemptLocks--;
        } else if (maySleep && state.preemptLocks > 0) {
            throw of.forbid("kernel func " + call.callee.name() + " is sleepable within non-preemptible region");
        }
    }
}
