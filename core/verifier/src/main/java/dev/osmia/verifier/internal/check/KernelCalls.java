package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.State;

import java.util.Objects;
import java.util.Set;

/** Calls of functions of the kernel ({@code check_kfunc_call}). */
final class KernelCalls {
    private static final int MOST_ERRNO = 4095;
    private static final Set<String> WHILE_LOCKED = Set.of("bpf_list_push_front_impl", "bpf_list_push_back_impl",
            "bpf_list_pop_front", "bpf_list_pop_back", "bpf_list_front", "bpf_list_back", "bpf_rbtree_add_impl",
            "bpf_rbtree_remove", "bpf_rbtree_first", "bpf_rbtree_root", "bpf_rbtree_left", "bpf_rbtree_right",
            "bpf_refcount_acquire_impl", "bpf_iter_num_new", "bpf_iter_num_next", "bpf_iter_num_destroy",
            "bpf_res_spin_lock", "bpf_res_spin_unlock", "bpf_res_spin_lock_irqsave",
            "bpf_res_spin_unlock_irqrestore");
    private static final Set<String> INSERTING = Set.of("bpf_list_push_front_impl", "bpf_list_push_back_impl",
            "bpf_rbtree_add_impl");

    private final Verification of;
    private final Explorer explorer;
    private final FunctionCalls functions;
    private final Callbacks callbacks;
    private final GraphRules graphs;
    private final IteratorRules iterators;
    private final KernelArguments arguments;
    private final KernelResults results;
    private final KernelRegions regions;

    KernelCalls(Verification of, Explorer explorer, MemoryCheck memory, FunctionCalls functions) {
        this.of = of;
        this.explorer = explorer;
        this.functions = functions;
        DynptrRules dynptrs = new DynptrRules(of, memory);
        callbacks = new Callbacks(of, functions);
        graphs = new GraphRules(of);
        iterators = new IteratorRules(of, explorer, memory);
        arguments = new KernelArguments(of, memory, dynptrs, graphs, iterators);
        results = new KernelResults(of, memory, graphs, iterators);
        regions = new KernelRegions(of, graphs);
    }

    /** Whether a function may be called while a lock is held. */
    boolean mayCallLocked(Insn insn) {
        KernelCallee callee = of.subprograms.callees().of(insn);
        return insn.off() == 0 && callee != null && WHILE_LOCKED.contains(callee.name());
    }

    /** Checks a call; says whether the path goes on. */
    boolean call(Insn insn) {
        KernelCallee callee = of.subprograms.callees().of(insn);
        if (callee == null) {
            return true;
        }
        if (!callee.isAllowed()) {
            throw of.forbid("calling kernel function " + callee.name() + " is not allowed");
        }
        if (callee.is("bpf_res_spin_lock") || callee.is("bpf_res_spin_lock_irqsave")) {
            putOffFailure();
        }
        if (callee.is("__bpf_trap")) {
            throw of.reject(Errno.EFAULT, "unexpected __bpf_trap() due to uninitialized variable?");
        }
        if (callee.has(KernelFunctionFlag.SLEEPABLE) && !of.isSleepable()) {
            throw of.forbid("program must be sleepable to call sleepable kfunc " + callee.name());
        }
        KernelCall call = new KernelCall(callee);
        arguments.check(call);
        callBack(call);
        regions.enter(call);
        release(call);
        if (callee.is("bpf_throw")) {
            functions.checkThrown();
        }
        of.clearCallerSaved();
        results.set(call);
        if (callee.has(KernelFunctionFlag.CHANGES_PACKET)) {
            References.voidPackets(of);
        }
        if (callee.has(KernelFunctionFlag.ITER_NEXT)) {
            iterators.next(call);
        }
        if (callee.is("bpf_throw")) {
            Leaks.check(of, true, true, "bpf_throw");
            return false;
        }
        return true;
    }

    /** The lock may not be taken: another path. */
    private void putOffFailure() {
        State failed = explorer.push(of.insn + 1, of.insn);
        Reg[] regs = failed.top().regs;
        for (int register = 1; register <= 5; register++) {
            regs[register] = Reg.NOT_INIT;
        }
        regs[0] = Reg.number(Scalar.within(-MOST_ERRNO, -1));
    }

    private void callBack(KernelCall call) {
        try {
            switch (call.callee.name()) {
                case "bpf_rbtree_add_impl" -> functions.callBack(call.subprogram, 0, 1, (_, callee) -> {
                    Reg node = graphs.nonOwning(GraphRules.node(Objects.requireNonNull(call.root)));
                    callee.regs[1] = node;
                    callee.regs[2] = node;
                });
                case "bpf_wq_set_callback_impl" -> callbacks.workQueue(call.subprogram, of.reg(1).map());
                case "bpf_task_work_schedule_signal_impl", "bpf_task_work_schedule_resume_impl" ->
                    callbacks.taskWork(call.subprogram, of.reg(3).map());
                default -> {
                }
            }
        } catch (Rejection rejection) {
            throw rejection.and("kfunc " + call.callee.name() + "#" + call.callee.id()
                    + " failed callback verification");
        }
    }

    private void release(KernelCall call) {
        String missing = "kfunc " + call.callee.name() + "#" + call.callee.id()
                + " reference has not been acquired before";
        if (call.released != 0 && !References.release(of, of.reg(call.released).refId())) {
            throw of.invalid(missing);
        }
        if (INSERTING.contains(call.callee.name())) {
            int refId = of.reg(2).refId();
            if (!graphs.holds(refId)) {
                throw of.invalid(missing);
            }
            graphs.giveAway(refId);
        }
    }
}
