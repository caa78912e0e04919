package dev.osmia.verifier.internal.flow;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.program.Subprograms.Subprogram;

import java.util.Arrays;

/** The stack that chains of calls need together ({@code check_max_stack_depth}). */
public final class StackDepth {
    private static final int MOST_BYTES = 512;
    private static final int MOST_BEFORE_TAIL_CALL = 256;
    private static final int MOST_FRAMES = 8;
    private static final int ROUNDING = 16;
    private static final int LEAST_PRIVATE = 64;

    private final Program program;
    private final Subprograms subprograms;
    private final Mode[] modes;
    /** Whether a function that has been walked since the root can end in a tail call. */
    private boolean reachesTailCall;

    /** Where a function's stack is. */
    private enum Mode {
        UNKNOWN, SHARED, OWN
    }

    private StackDepth(Program program, Subprograms subprograms) {
        this.program = program;
        this.subprograms = subprograms;
        modes = new Mode[subprograms.count()];
        Arrays.fill(modes, Mode.UNKNOWN);
    }

    /**
     * Checks all chains of calls.
     *
     * @throws Rejection if one needs too much
     */
    public static void check(Program program, Subprograms subprograms) {
        StackDepth depth = new StackDepth(program, subprograms);
        boolean hasTailCall = false;
        for (int index = 0; index < subprograms.count(); index++) {
            hasTailCall |= subprograms.get(index).hasTailCall;
        }
        boolean mayHaveOwn = !hasTailCall && mayHaveOwnStack(program);
        for (int index = subprograms.count() - 1; index >= 0; index--) {
            if (index == 0 || subprograms.get(index).isAsyncCallback) {
                depth.reachesTailCall = false;
                depth.walk(index, index == 0 && mayHaveOwn, new int[MOST_FRAMES], 0, 0);
            }
        }
    }

    private static boolean mayHaveOwnStack(Program program) {
        return switch (program.type()) {
            case KPROBE, TRACEPOINT, PERF_EVENT, RAW_TRACEPOINT -> true;
            case TRACING -> program.attachType() != AttachType.TRACE_ITER;
            case LSM -> program.attachType() != AttachType.LSM_CGROUP;
            default -> false;
        };
    }

    private static int rounded(int bytes) {
        return (bytes + ROUNDING - 1) / ROUNDING * ROUNDING;
    }

    private void walk(int index, boolean mayHaveOwn, int[] callers, int frame, int before) {
        Subprogram function = subprograms.get(index);
        if (!mayHaveOwn) {
            modes[index] = Mode.SHARED;
        }
        if (index != 0 && function.hasTailCall && before >= MOST_BEFORE_TAIL_CALL) {
            throw new Rejection(Errno.EACCES, "tail_calls are not allowed when call stack of previous frames is "
                    + before + " bytes. Too large");
        }
        int own = rounded(function.stackDepth);
        if (mayHaveOwn && modes[index] == Mode.UNKNOWN && own >= LEAST_PRIVATE) {
            modes[index] = Mode.OWN;
        }
        int depth = before;
        if (modes[index] == Mode.OWN) {
            if (own > MOST_BYTES) {
                throw new Rejection(Errno.EACCES, "stack size of subprog " + index + " is " + own + ". Too large");
            }
        } else {
            depth += own;
            if (depth > MOST_BYTES) {
                throw new Rejection(Errno.EACCES,
                        "combined stack size of " + (frame + 1) + " calls is " + depth + ". Too large");
            }
        }
        walkCalls(index, mayHaveOwn, callers, frame, depth);
    }

    private void walkCalls(int index, boolean mayHaveOwn, int[] callers, int frame, int depth) {
        Subprogram function = subprograms.get(index);
        for (int slot = function.start(); slot < function.end(); slot++) {
            Insn insn = program.insn(slot);
            checkThrow(slot, index, callers, frame);
            if (!insn.callsFunction() && !insn.takesFunction()) {
                continue;
            }
            callers[frame] = index;
            int callee = subprograms.startingAt(slot + insn.imm() + 1);
            if (subprograms.get(callee).isAsyncCallback && !checkDirectCall(slot, subprograms.get(callee))) {
                continue;
            }
            reachesTailCall |= subprograms.get(callee).hasTailCall;
            if (frame + 1 >= MOST_FRAMES) {
                throw new Rejection(Errno.E2BIG, "the call stack of " + (frame + 1) + " frames is too deep !");
            }
            walk(callee, mayHaveOwn, callers, frame + 1, depth);
        }
        for (int above = 0; above < frame && reachesTailCall; above++) {
            if (subprograms.get(callers[above]).isExceptionCallback) {
                throw new Rejection(Errno.EINVAL, "cannot tail call within exception cb");
            }
        }
    }

    /** What the kernel calls later counts as called only where the program calls it itself. */
    private boolean checkDirectCall(int slot, Subprogram callee) {
        if (callee.hasTailCall) {
            throw new Rejection(Errno.EFAULT, "verifier bug: subprog has tail_call and async cb");
        }
        boolean isDirect = program.insn(slot).callsFunction();
        if (isDirect && callee.isExceptionCallback) {
            throw new Rejection(Errno.EINVAL, "insn " + slot + " cannot call exception cb directly");
        }
        return isDirect;
    }

    /** Nobody could unwind the stack from within a callback. */
    private void checkThrow(int slot, int index, int[] callers, int frame) {
        Insn insn = program.insn(slot);
        KernelCallee callee = insn.callsKernel() && insn.off() == 0 ? subprograms.callees().of(insn) : null;
        if (callee == null || !callee.is("bpf_throw")) {
            return;
        }
        boolean isInCallback = subprograms.get(index).isCallback;
        for (int above = 0; above < frame; above++) {
            isInCallback |= subprograms.get(callers[above]).isCallback;
        }
        if (isInCallback) {
            throw new Rejection(Errno.EINVAL,
                    "bpf_throw kfunc (insn " + slot + ") cannot be called from callback subprog " + index);
        }
    }
}
