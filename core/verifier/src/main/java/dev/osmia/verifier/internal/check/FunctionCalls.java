package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Subprograms.Subprogram;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

/** Calls of the program's own functions, by the program or by helpers, and their ends ({@code check_func_call}). */
final class FunctionCalls {
    private final Verification of;
    private final Explorer explorer;
    private final ReturnCheck returns;
    private final PassedArguments passed;

    /** What a function finds in its registers. */
    interface Arguments {
        void pass(Frame caller, Frame callee);
    }

    FunctionCalls(Verification of, Explorer explorer, MemoryCheck memory) {
        this.of = of;
        this.explorer = explorer;
        returns = new ReturnCheck(of);
        passed = new PassedArguments(of, memory);
    }

    /** Goes into a function, or passes over one that is checked by itself. */
    void call(Insn insn) {
        int callee = of.subprograms.startingAt(of.insn + insn.imm() + 1);
        Rejection mismatch = passed.mismatch(callee);
        if (of.isGlobal(callee)) {
            passOver(callee, mismatch);
            return;
        }
        note(mismatch);
        Frame caller = of.frame();
        enter(of.state, callee, of.insn, FunctionCalls::passArguments);
        for (int register = 0; register <= 5; register++) {
            caller.regs[register] = Reg.NOT_INIT;
        }
        of.insn = of.subprograms.get(callee).start() - 1;
        of.stackLiveness.forgetCurrent();
        of.events.entered(of.state);
    }

    private void passOver(int callee, @Nullable Rejection mismatch) {
        if (of.state.locks > 0) {
            throw after(mismatch, of.invalid("global function calls are not allowed while holding a lock,")
                    .and("use static function instead"));
        }
        Subprogram function = of.subprograms.get(callee);
        if (function.maySleep
                && (of.state.rcuLock || of.state.preemptLocks > 0 || of.state.irqId != 0 || !of.isSleepable())) {
            throw after(mismatch,
                    of.invalid("global functions that may sleep are not allowed in non-sleepable context,")
                            .and("i.e., in a RCU/IRQ/preempt-disabled section, or in")
                            .and("a non-sleepable BPF program context"));
        }
        String name = "func#" + callee + " ('" + of.program.functionName(callee) + "')";
        if (mismatch != null) {
            throw mismatch.and("Caller passes invalid args into " + name);
        }
        of.events.note("F" + name.substring(1) + " is global and assumed valid.");
        if (function.changesPacket) {
            References.voidPackets(of);
        }
        function.isCalled = true;
        of.clearCallerSaved();
        of.setUnknown(0);
    }

    private Rejection after(@Nullable Rejection mismatch, Rejection rejection) {
        note(mismatch);
        return rejection;
    }

    /** What the types of a function that is followed say is no more than a remark. */
    private void note(@Nullable Rejection mismatch) {
        if (mismatch != null) {
            mismatch.lines().forEach(of.events::note);
        }
    }

    private static void passArguments(Frame caller, Frame callee) {
        System.arraycopy(caller.regs, 1, callee.regs, 1, 5);
    }

    private void enter(State state, int subprogram, int site, Arguments arguments) {
        if (state.current() + 1 >= State.MAX_FRAMES) {
            throw of.reject(Errno.E2BIG, "the call stack of " + (state.current() + 2) + " frames is too deep");
        }
        Frame callee = new Frame(site, state.current() + 1, subprogram);
        of.touched.everything();
        arguments.pass(state.top(), callee);
        state.enter(callee);
    }

    /** A helper may call the function any number of times: once more is tried later ({@code push_callback_call}). */
    void callBack(int subprogram, int least, int most, Arguments arguments) {
        note(passed.mismatch(subprogram));
        of.subprograms.get(subprogram).isCallback = true;
        Frame caller = of.frame();
        State later = explorer.push(of.subprograms.get(subprogram).start(), of.insn);
        enter(later, subprogram, of.insn, (from, to) -> {
            arguments.pass(from, to);
            to.inCallback = true;
            to.setReturns(least, most);
        });
        later.callbackRounds++;
        later.frame(later.current() - 1).callbackDepth++;
        caller.callbackDepth = 0;
    }

    /** The kernel calls the function when the program has long ended. */
    void callLater(int subprogram, boolean isSleepable, int least, int most, Arguments arguments) {
        note(passed.mismatch(subprogram));
        of.subprograms.get(subprogram).isCallback = true;
        of.subprograms.get(subprogram).isAsyncCallback = true;
        State later = new State();
        later.sleepable = isSleepable;
        of.touched.everything();
        Frame frame = new Frame(Frame.MAIN, 0, subprogram);
        frame.asyncEntries = of.frame().asyncEntries + 1;
        arguments.pass(of.frame(), frame);
        frame.inAsyncCallback = true;
        frame.setReturns(least, most);
        later.start(frame);
        explorer.pushFresh(later, of.subprograms.get(subprogram).start(), of.insn);
    }

    /** {@code bpf_throw}: what it is given is what the program ends with, unless a function handles it. */
    void checkThrown() {
        if (of.subprograms.exceptionHandler() == 0) {
            of.subprograms.throwsUnhandled = true;
            returns.check(1);
        }
    }

    /** An exit: the end of the path, if it is that of the program. */
    boolean exit() {
        Leaks.check(of, false, of.state.current() == 0, "BPF_EXIT instruction in main prog");
        if (of.state.current() > 0) {
            leave();
            of.insn--;
            return true;
        }
        returns.check(0);
        return false;
    }

    /** Goes back to the caller, or to the helper that called back ({@code prepare_func_exit}). */
    void leave() {
        State state = of.state;
        of.stackLiveness.update(state);
        Frame callee = state.top();
        Frame caller = state.frame(state.current() - 1);
        Reg result = callee.regs[0];
        if (result.type() == RegType.STACK) {
            throw of.invalid("cannot return stack pointer to the caller");
        }
        if (callee.inCallback) {
            checkCallbackResult(callee);
            of.insn = callee.callSite;
        } else {
            caller.regs[0] = result;
            of.insn = callee.callSite + 1;
        }
        of.events.leaving(state, of.insn);
        state.leave();
        State earlier = callee.inCallback ? explorer.pruning().earlierRound(state, of.insn) : null;
        if (earlier != null) {
            explorer.pruning().widen(earlier, state);
        }
    }

    private void checkCallbackResult(Frame callee) {
        if (!callee.regs[0].isNumber()) {
            throw of.forbid("R0 not a scalar value");
        }
        of.precision.need(0);
        Returns allowed = new Returns(callee.leastReturn, callee.mostReturn);
        Reg result = callee.regs[0];
        if (!allowed.include(result.value(), false)) {
            throw allowed.rejection(of, result.value(), "At callback return", "R0");
        }
    }
}
