package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.verifier.internal.number.Refined;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.number.Verdict;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.History;
import dev.osmia.verifier.internal.state.LinkedRegs;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

/** Conditional jumps: which way they can go, and what is learned either way ({@code check_cond_jmp_op}). */
public final class BranchCheck {
    private static final Condition[] CONDITIONS = {null, Condition.EQ, Condition.GT, Condition.GE, Condition.SET,
            Condition.NE, Condition.SGT, Condition.SGE, null, null, Condition.LT, Condition.LE, Condition.SLT,
            Condition.SLE};
    private static final int MAY_GOTO = 0;

    private final Verification of;
    private final Explorer explorer;
    private final PacketRanges packets;

    public BranchCheck(Verification of, Explorer explorer) {
        this.of = of;
        this.explorer = explorer;
        this.packets = new PacketRanges();
    }

    /**
     * Follows the jump, or both ways one after the other.
     *
     * @return the slot to go on from, less one
     */
    public int check(Insn insn) {
        int at = of.insn;
        if (insn.op() == Insn.JCOND) {
            return mayGoto(insn, at);
        }
        Condition condition = insn.op() < Insn.JCOND ? CONDITIONS[insn.op() >> 4] : null;
        if (condition == null) {
            throw of.invalid("invalid BPF_JMP/JMP32 opcode " + Integer.toHexString(insn.op()));
        }
        of.checkRead(insn.dst());
        Reg left = of.reg(insn.dst());
        Reg right = right(insn, left);
        int flags = (insn.hasSource() && right.type() == RegType.STACK ? History.SRC_IS_STACK : 0)
                | (left.type() == RegType.STACK ? History.DST_IS_STACK : 0);
        if (flags != 0) {
            of.remember(of.state, flags, 0);
        }
        boolean is32 = insn.family() == Insn.JMP32;
        Verdict verdict = decide(left, right, condition, is32);
        if (verdict != Verdict.UNKNOWN) {
            if (left.isNumber()) {
                of.precision.need(insn.dst());
            }
            if (insn.hasSource() && right.isNumber()) {
                of.precision.need(insn.src());
            }
            return verdict == Verdict.TAKEN ? at + insn.off() : at;
        }
        fork(insn, condition, is32);
        return at;
    }

    private int mayGoto(Insn insn, int at) {
        if (insn.code() != (Insn.JMP | Insn.JCOND) || insn.src() != MAY_GOTO || insn.dst() != 0 || insn.imm() != 0) {
            throw of.invalid("invalid may_goto imm " + insn.imm());
        }
        State before = of.state.parent == null ? null : explorer.pruning().earlierRound(of.state.parent, at);
        State queued = explorer.push(at + 1, at);
        queued.mayGotoRounds++;
        if (before != null) {
            explorer.pruning().widen(before, queued);
        }
        return at + insn.off();
    }

    private Reg right(Insn insn, Reg left) {
        if (!insn.hasSource()) {
            if (insn.src() != 0) {
                throw of.invalid("BPF_JMP/JMP32 uses reserved fields");
            }
            return Reg.constant(insn.imm());
        }
        if (insn.imm() != 0) {
            throw of.invalid("BPF_JMP/JMP32 uses reserved fields");
        }
        of.checkRead(insn.src());
        Reg right = of.reg(insn.src());
        if (!(RegType.isAnyPacket(left.type()) && RegType.isAnyPacket(right.type())) && of.isSecret(insn.src())) {
            throw of.forbid("R" + insn.src() + " pointer comparison prohibited");
        }
        return right;
    }

    private Verdict decide(Reg left, Reg right, Condition condition, boolean is32) {
        if (RegType.isAnyPacket(left.type()) && RegType.isAnyPacket(right.type()) && !is32) {
            return packets.decide(left, right, condition);
        }
        if (left.isNumber() && right.isNumber()) {
            return Scalar.decide(condition, is32, left.value(), right.value());
        }
        boolean isRightNumber = isConstant(right, is32);
        Reg pointer = isRightNumber ? left : right;
        Reg number = isRightNumber ? right : left;
        if (!isConstant(number, is32) || !isNotNull(pointer)
                || (is32 ? number.value().constant32() : number.value().constant()) != 0) {
            return Verdict.UNKNOWN;
        }
        return switch (condition) {
            case EQ -> Verdict.NOT_TAKEN;
            case NE -> Verdict.TAKEN;
            default -> Verdict.UNKNOWN;
        };
    }

    private static boolean isConstant(Reg reg, boolean is32) {
        return reg.isNumber() && (is32 ? reg.value().isConstant32() : reg.value().isConstant());
    }

    private static boolean isNotNull(Reg reg) {
        int type = reg.type();
        if (RegType.mayBeNull(type)) {
            return false;
        }
        return switch (RegType.base(type)) {
            case RegType.SOCKET, RegType.TCP_SOCK, RegType.XDP_SOCK, RegType.SOCK_COMMON, RegType.BUF,
                    RegType.MAP_VALUE, RegType.MAP_KEY, RegType.CONST_MAP ->
                true;
            case RegType.BTF_ID -> NullRules.isTrusted(reg);
            case RegType.MEM -> (type & RegType.UNTRUSTED) == 0;
            default -> false;
        };
    }

    private void fork(Insn insn, Condition condition, boolean is32) {
        LinkedRegs links = new LinkedRegs();
        Reg[] regs = of.regs();
        if (insn.hasSource() && regs[insn.src()].isNumber() && regs[insn.src()].id() != 0) {
            collect(links, regs[insn.src()].linkId());
        }
        if (regs[insn.dst()].isNumber() && regs[insn.dst()].id() != 0) {
            collect(links, regs[insn.dst()].linkId());
        }
        if (links.size() > 1) {
            of.remember(of.state, 0, links.pack());
        }
        State taken = explorer.push(of.insn + insn.off() + 1, of.insn, Errno.EFAULT);
        refine(insn, condition, is32, taken);
        if (insn.hasSource() && regs[insn.src()].isNumber() && regs[insn.src()].id() != 0) {
            sync(of.state, insn.src(), links);
            sync(taken, insn.src(), links);
        }
        if (regs[insn.dst()].isNumber() && regs[insn.dst()].id() != 0) {
            sync(of.state, insn.dst(), links);
            sync(taken, insn.dst(), links);
        }
        learnOfPointers(insn, condition, is32, taken);
    }

    private void refine(Insn insn, Condition condition, boolean is32, State taken) {
        Reg[] here = of.regs();
        Reg left = here[insn.dst()];
        Reg right = insn.hasSource() ? here[insn.src()] : Reg.constant(insn.imm());
        if (!left.isNumber() || !right.isNumber()) {
            return;
        }
        if (insn.hasSource() && insn.src() == insn.dst()) {
            set(taken, insn.dst(), left.value().refinedByItself(condition, is32, true), "true_reg1");
            set(of.state, insn.dst(), left.value().refinedByItself(condition, is32, false), "false_reg1");
            return;
        }
        Refined ifTaken = Scalar.refine(condition, is32, left.value(), right.value(), true);
        Refined ifNot = Scalar.refine(condition, is32, left.value(), right.value(), false);
        set(taken, insn.dst(), ifTaken.left(), "true_reg1");
        if (insn.hasSource()) {
            set(taken, insn.src(), ifTaken.right(), "true_reg2");
        } else {
            checkConstant(ifTaken.right(), "true_reg2");
        }
        set(of.state, insn.dst(), ifNot.left(), "false_reg1");
        if (insn.hasSource()) {
            set(of.state, insn.src(), ifNot.right(), "false_reg2");
        } else {
            checkConstant(ifNot.right(), "false_reg2");
        }
    }

    private void set(State state, int register, Scalar value, String where) {
        Reg[] regs = state.top().regs;
        regs[register] = ArithmeticCheck.consistent(of, regs[register].withValue(value), where);
    }

    /** For Linux the number in the instruction is another register. */
    private void checkConstant(Scalar value, String where) {
        Reg ignored = ArithmeticCheck.consistent(of, Reg.UNKNOWN.withValue(value), where);
    }

    /** All registers and spilled ones that share an id; those for which there is no room are no longer related. */
    private void collect(LinkedRegs links, int id) {
        for (int index = of.state.current(); index >= 0; index--) {
            Frame frame = of.state.frame(index);
            int live = of.facts.liveRegs[of.state.insnOf(index)];
            for (int number = 0; number < Frame.FP; number++) {
                Reg reg = frame.regs[number];
                boolean isLinked = (live >> number & 1) != 0 && reg.isNumber() && reg.linkId() == id;
                if (isLinked && !links.add(index, number, true)) {
                    frame.regs[number] = reg.unlinked();
                }
            }
            for (int slot = 0; slot < frame.slots(); slot++) {
                Slot spilled = frame.slot(slot);
                if (spilled.isNumber() && spilled.spilled().linkId() == id && !links.add(index, slot, false)) {
                    frame.setSlot(slot, spilled.with(spilled.spilled().unlinked()));
                }
            }
        }
    }

    /** What was learned of a register holds of those that are related to it ({@code sync_linked_regs}). */
    private static void sync(State state, int register, LinkedRegs links) {
        Reg known = state.top().regs[register];
        for (int index = 0; index < links.size(); index++) {
            boolean isItself = links.isRegister(index) && links.frame(index) == state.current()
                    && links.place(index) == register;
            Reg reg = links.get(state, index);
            if (isItself || !reg.isNumber() || reg.linkId() != known.linkId()) {
                continue;
            }
            if (((reg.id() ^ known.id()) & Reg.ADDED) == Reg.ADDED) {
                continue;
            }
            int added = reg.id() | known.id();
            boolean areSame = (added & Reg.ADDED) == 0 || reg.off() == known.off();
            links.set(state, index, areSame
                    ? known
                    : known.withId(reg.id())
                            .withOff(reg.off())
                            .withValue(known.value()
                                    .apply(AluOp.ADD, (added & Reg.ADDED32) != 0,
                                            Scalar.of((long) reg.off() - known.off()))));
        }
    }

    private void learnOfPointers(Insn insn, Condition condition, boolean is32, State taken) {
        Reg left = of.reg(insn.dst());
        @Nullable
        Reg right = insn.hasSource() ? of.reg(insn.src()) : null;
        if (!is32 && right != null && !left.isNumber() && !right.isNumber()
                && RegType.mayBeNull(left.type()) != RegType.mayBeNull(right.type())
                && RegType.base(left.type()) != RegType.BTF_ID && RegType.base(right.type()) != RegType.BTF_ID) {
            State equal = condition == Condition.EQ ? taken : condition == Condition.NE ? of.state : null;
            if (equal != null) {
                int nullable = RegType.mayBeNull(right.type()) ? insn.src() : insn.dst();
                Reg[] regs = equal.top().regs;
                regs[nullable] = NullRules.notNull(regs[nullable]);
            }
        }
        Reg now = of.reg(insn.dst());
        if (!is32 && !insn.hasSource() && insn.imm() == 0
                && (condition == Condition.EQ || condition == Condition.NE) && RegType.mayBeNull(now.type())) {
            NullRules.learn(of.state, insn.dst(), condition == Condition.NE);
            NullRules.learn(taken, insn.dst(), condition == Condition.EQ);
        } else if (!(insn.hasSource() && !is32 && packets.learn(insn, condition, of.state, taken))
                && of.isSecret(insn.dst())) {
            throw of.forbid("R" + insn.dst() + " pointer comparison prohibited");
        }
    }
}
