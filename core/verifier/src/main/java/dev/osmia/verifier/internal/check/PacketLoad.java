package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;

import java.util.EnumSet;
import java.util.Set;

/** Classic loads from the packet, which are calls in disguise and end the program beyond its end ({@code check_ld_abs}). */
final class PacketLoad {
    private static final Set<ProgramType> USERS = EnumSet.of(ProgramType.SOCKET_FILTER, ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT);
    private static final int CONTEXT = 6;

    private final Verification of;
    private final Explorer explorer;
    private final FunctionCalls calls;

    PacketLoad(Verification of, Explorer explorer, FunctionCalls calls) {
        this.of = of;
        this.explorer = explorer;
        this.calls = calls;
    }

    void check(Insn insn) {
        if (!USERS.contains(of.program.resolvedType())) {
            throw of.invalid("BPF_LD_[ABS|IND] instructions not allowed for this program type");
        }
        boolean isAbsolute = insn.mode() == Insn.ABS;
        if (insn.dst() != 0 || insn.off() != 0 || insn.size() == Insn.DW || isAbsolute && insn.src() != 0) {
            throw of.invalid("BPF_LD_[ABS|IND] uses reserved fields");
        }
        of.checkRead(CONTEXT);
        Leaks.check(of, false, true, "BPF_LD_[ABS|IND]");
        if (of.reg(CONTEXT).type() != RegType.CTX) {
            throw of.invalid("at the time of BPF_LD_ABS|IND R6 != pointer to skb");
        }
        if (!isAbsolute) {
            of.checkRead(insn.src());
        }
        OriginalPointer.check(of, of.reg(CONTEXT), CONTEXT, false);
        of.clearCallerSaved();
        of.setUnknown(0);
        if (of.state.current() > 0) {
            leaveFunction();
        }
    }

    /** Beyond the packet's end it leaves the function with 0, as if there were an exit. */
    private void leaveFunction() {
        State ignored = explorer.push(of.insn + 1, of.insn);
        of.regs()[0] = Reg.ZERO;
        if (of.frame().inCallback) {
            throw of.reject(Errno.EFAULT, "verifier bug: callback unexpected regs 1");
        }
        calls.leave();
        of.insn--;
    }
}
