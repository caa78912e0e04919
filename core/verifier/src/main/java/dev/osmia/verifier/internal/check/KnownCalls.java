package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.abi.ReturnKind;
import dev.osmia.verifier.internal.flow.CallFacts;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.program.KernelCallees;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/** What control flow has to know of helpers and of functions of the kernel. */
public final class KnownCalls implements CallFacts {
    private static final Set<Helper> CALLING_BACK = EnumSet.of(Helper.FOR_EACH_MAP_ELEM, Helper.FIND_VMA, Helper.LOOP,
            Helper.USER_RINGBUF_DRAIN);

    private static final Set<String> CALLING_BACK_KERNEL = Set.of("bpf_rbtree_add_impl");
    private static final Set<String> CALLING_LATER_KERNEL = Set.of("bpf_wq_set_callback_impl",
            "bpf_task_work_schedule_signal_impl", "bpf_task_work_schedule_resume_impl");

    private final Helpers helpers;
    private final KernelCallees kernel;

    public KnownCalls(Helpers helpers, KernelCallees kernel) {
        this.helpers = helpers;
        this.kernel = kernel;
    }

    private static @Nullable Helper helper(Insn insn) {
        return insn.callsHelper() ? Helper.of(insn.imm()).orElse(null) : null;
    }

    private @Nullable HelperPrototype prototype(Insn insn) {
        Helper helper = helper(insn);
        return helper == null ? null : helpers.prototype(helper);
    }

    @Override
    public boolean callsBack(Insn insn) {
        Helper helper = helper(insn);
        return helper != null && CALLING_BACK.contains(helper) || isKernel(insn, CALLING_BACK_KERNEL);
    }

    @Override
    public boolean startsCallback(Insn insn) {
        return helper(insn) == Helper.TIMER_SET_CALLBACK || isKernel(insn, CALLING_LATER_KERNEL);
    }

    @Override
    public boolean isIteratorNext(Insn insn) {
        return has(insn, KernelFunctionFlag.ITER_NEXT);
    }

    private @Nullable KernelCallee callee(Insn insn) {
        KernelCallee callee = insn.callsKernel() ? kernel.of(insn) : null;
        return callee != null && callee.isAllowed() ? callee : null;
    }

    /** Whether it is one of these functions, whoever may call them. */
    private boolean isKernel(Insn insn, Set<String> names) {
        KernelCallee callee = insn.callsKernel() ? kernel.of(insn) : null;
        return callee != null && names.contains(callee.name());
    }

    private boolean has(Insn insn, KernelFunctionFlag flag) {
        KernelCallee callee = callee(insn);
        return callee != null && callee.has(flag);
    }

    @Override
    public boolean maySleep(Insn insn) {
        HelperPrototype prototype = prototype(insn);
        return prototype != null && prototype.maySleep() || has(insn, KernelFunctionFlag.SLEEPABLE);
    }

    @Override
    public boolean changesPacket(Insn insn) {
        Helper helper = helper(insn);
        return helper != null && HelperCalls.changesPacket(helper) || has(insn, KernelFunctionFlag.CHANGES_PACKET);
    }

    @Override
    public int parameters(Insn insn) {
        KernelCallee callee = callee(insn);
        if (callee != null) {
            return callee.proto().params().size();
        }
        HelperPrototype prototype = prototype(insn);
        return prototype == null ? -1 : prototype.arguments().size();
    }

    @Override
    public int changedRegisters(Insn insn) {
        int parameters = parameters(insn);
        if (parameters < 0) {
            return -1;
        }
        int arguments = (1 << parameters + 1) - 2;
        return returnsNothing(insn) ? arguments : arguments | 1;
    }

    private boolean returnsNothing(Insn insn) {
        KernelCallee callee = callee(insn);
        if (callee != null) {
            return callee.proto().returnType() == 0;
        }
        HelperPrototype prototype = prototype(insn);
        return prototype != null && prototype.result().kind() == ReturnKind.VOID;
    }

    @Override
    public boolean isFast(Insn insn) {
        HelperPrototype prototype = prototype(insn);
        return prototype != null && prototype.isFastCall() || has(insn, KernelFunctionFlag.FASTCALL);
    }
}
