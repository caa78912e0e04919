package dev.osmia.verifier.internal.check;

import dev.osmia.isa.Condition;
import dev.osmia.verifier.internal.number.Verdict;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;

/** What comparisons with the end of the packet say of the bytes before it. */
final class PacketRanges {
    private static final long MOST_OFFSET = 0xffff;

    /** Whether a comparison is decided by an earlier one that put the pointer at the end or behind it. */
    Verdict decide(Reg left, Reg right, Condition written) {
        Reg packet;
        Condition condition;
        if (right.type() == RegType.PACKET_END) {
            packet = left;
            condition = written;
        } else if (left.type() == RegType.PACKET_END) {
            packet = right;
            condition = flipped(written);
        } else {
            return Verdict.UNKNOWN;
        }
        int range = packet.range();
        boolean isBeyond = range == Payload.Range.BEYOND_END;
        boolean isAtEnd = isBeyond || range == Payload.Range.AT_END;
        return switch (condition) {
            case LE -> isBeyond ? Verdict.NOT_TAKEN : Verdict.UNKNOWN;
            case GT -> isBeyond ? Verdict.TAKEN : Verdict.UNKNOWN;
            case LT -> isAtEnd ? Verdict.NOT_TAKEN : Verdict.UNKNOWN;
            case GE -> isAtEnd ? Verdict.TAKEN : Verdict.UNKNOWN;
            default -> Verdict.UNKNOWN;
        };
    }

    private static Condition flipped(Condition condition) {
        return switch (condition) {
            case GT -> Condition.LT;
            case GE -> Condition.LE;
            case LT -> Condition.GT;
            case LE -> Condition.GE;
            default -> condition;
        };
    }

    /** Takes note of a comparison of a packet pointer with an end; false if it is none. */
    boolean learn(Insn insn, Condition condition, State notTaken, State taken) {
        Reg left = notTaken.top().regs[insn.dst()];
        Reg right = notTaken.top().regs[insn.src()];
        boolean isPointerLeft = isPointerAndEnd(left, right);
        if (!isPointerLeft && !isPointerAndEnd(right, left)) {
            return false;
        }
        int pointer = isPointerLeft ? insn.dst() : insn.src();
        Reg reg = isPointerLeft ? left : right;
        Condition asWritten = isPointerLeft ? condition : flipped(condition);
        switch (asWritten) {
            case GT -> know(reg, notTaken, false, taken, pointer, true);
            case LE -> know(reg, taken, false, notTaken, pointer, true);
            case LT -> know(reg, taken, true, notTaken, pointer, false);
            case GE -> know(reg, notTaken, true, taken, pointer, false);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isPointerAndEnd(Reg pointer, Reg end) {
        return pointer.type() == RegType.PACKET && end.type() == RegType.PACKET_END
                || pointer.type() == RegType.PACKET_META && end.type() == RegType.PACKET && end.id() == 0
                        && end.off() == 0 && end.value().isConstant() && end.value().constant() == 0;
    }

    /** The pointer is before the end in one state, and at it or behind it in the other. */
    private static void know(Reg pointer, State inside, boolean isStrict, State outside, int register,
            boolean isBeyond) {
        extend(inside, pointer, isStrict);
        Reg[] regs = outside.top().regs;
        if (regs[register].type() == RegType.PACKET) {
            regs[register] = regs[register].withPayload(
                    new Payload.Range(isBeyond ? Payload.Range.BEYOND_END : Payload.Range.AT_END));
        }
    }

    private static void extend(State state, Reg pointer, boolean isStrict) {
        long most = pointer.value().umax();
        if (pointer.off() < 0 || pointer.off() == 0 && isStrict || Long.compareUnsigned(most, MOST_OFFSET) > 0
                || most + pointer.off() > MOST_OFFSET) {
            return;
        }
        int range = pointer.off() + (isStrict ? 1 : 0);
        state.changeAll(reg -> reg.type() == pointer.type() && reg.id() == pointer.id() && reg.range() < range
                ? reg.withPayload(new Payload.Range(range))
                : reg);
    }
}
