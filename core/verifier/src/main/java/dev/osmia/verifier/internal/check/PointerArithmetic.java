package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** A pointer and a number ({@code adjust_ptr_min_max_vals}). */
final class PointerArithmetic {
    /** {@code BPF_MAX_VAR_OFF}. */
    static final long MOST_OFFSET = 1L << 29;

    private final Verification of;

    PointerArithmetic(Verification of) {
        this.of = of;
    }

    /**
     * The result.
     *
     * @param isReversed whether the number is the left operand, and so the register that is written
     * @throws Rejection if the pointer may not be moved so
     */
    Reg apply(Insn insn, Reg pointer, Reg number, boolean isReversed) {
        Scalar offset = number.value();
        boolean isKnown = offset.isConstant();
        if (isKnown && (offset.smin() != offset.smax() || offset.umin() != offset.umax())
                || offset.smin() > offset.smax() || Long.compareUnsigned(offset.umin(), offset.umax()) > 0) {
            return Reg.UNKNOWN;
        }
        if (insn.family() != Insn.ALU64) {
            if (insn.op() == Insn.SUB && of.policy.mayLeakPointers()) {
                return Reg.UNKNOWN;
            }
            throw of.forbid("R" + insn.dst() + " 32-bit pointer arithmetic prohibited");
        }
        if (RegType.mayBeNull(pointer.type())) {
            throw of.forbid("R" + insn.dst() + " pointer arithmetic on " + name(pointer)
                    + " prohibited, null-check it first");
        }
        if (RegType.base(pointer.type()) == RegType.MEM && (pointer.type() & RegType.UNTRUSTED) != 0) {
            return isReversed ? number : pointer;
        }
        checkMovable(insn, pointer, isKnown, offset);
        checkSane(number, pointer.type());
        checkSane(pointer, pointer.type());
        Reg result = switch (insn.op()) {
            case Insn.ADD -> add(pointer, offset, isKnown);
            case Insn.SUB -> subtract(insn, pointer, offset, isKnown, isReversed);
            case Insn.AND, Insn.OR, Insn.XOR -> throw of.forbid("R" + insn.dst() + " bitwise operator "
                    + ArithmeticCheck.OPERATORS[insn.op() >> 4] + " on pointer prohibited");
            default -> throw of.forbid("R" + insn.dst() + " pointer arithmetic with "
                    + ArithmeticCheck.OPERATORS[insn.op() >> 4] + " operator prohibited");
        };
        checkSane(result, pointer.type());
        return result.withValue(result.value().synced());
    }

    private static String name(Reg reg) {
        return RegType.name(reg.type());
    }

    private void checkMovable(Insn insn, Reg pointer, boolean isKnown, Scalar offset) {
        boolean isAllowed = switch (RegType.base(pointer.type())) {
            case RegType.CTX, RegType.MAP_VALUE, RegType.MAP_KEY, RegType.STACK, RegType.PACKET_META, RegType.PACKET,
                    RegType.TP_BUFFER, RegType.BTF_ID, RegType.MEM, RegType.BUF, RegType.FUNC,
                    RegType.CONST_DYNPTR ->
                true;
            case RegType.FLOW_KEYS -> isKnown;
            case RegType.CONST_MAP -> isKnown && offset.smin() == 0 && insn.op() == Insn.ADD;
            default -> false;
        };
        if (!isAllowed) {
            throw of.forbid("R" + insn.dst() + " pointer arithmetic on " + name(pointer) + " prohibited");
        }
    }

    private void checkSane(Reg reg, int type) {
        Scalar value = reg.value();
        if (!isTooFar(value.smin()) && !isTooFar(reg.off()) && !(value.isConstant() && isTooFar(value.constant()))) {
            return;
        }
        String name = RegType.name(type);
        if (value.isConstant() && isTooFar(value.constant())) {
            throw of.invalid("math between " + name + " pointer and " + value.constant() + " is not allowed");
        }
        if (isTooFar(reg.off())) {
            throw of.invalid(name + " pointer offset " + reg.off() + " is not allowed");
        }
        if (value.smin() == Long.MIN_VALUE) {
            throw of.invalid("math between " + name + " pointer and register with unbounded min value is not allowed");
        }
        throw of.invalid("value " + value.smin() + " makes " + name + " pointer be out of bounds");
    }

    private static boolean isTooFar(long offset) {
        return offset >= MOST_OFFSET || offset <= -MOST_OFFSET;
    }

    private Reg add(Reg pointer, Scalar offset, boolean isKnown) {
        long sum = pointer.off() + offset.smin();
        if (isKnown && sum == (int) sum) {
            return pointer.withOff((int) sum);
        }
        Reg moved = pointer.withValue(pointer.value().plusOffset(offset));
        return RegType.isPacket(pointer.type()) ? moved.withId(of.newId()).withPayload(null) : moved;
    }

    private Reg subtract(Insn insn, Reg pointer, Scalar offset, boolean isKnown, boolean isReversed) {
        if (isReversed) {
            throw of.forbid("R" + insn.dst() + " tried to subtract pointer from scalar");
        }
        if (pointer.type() == RegType.STACK) {
            throw of.forbid("R" + insn.dst() + " subtraction from stack pointer prohibited");
        }
        long difference = pointer.off() - offset.smin();
        if (isKnown && difference == (int) difference) {
            return pointer.withOff((int) difference);
        }
        Reg moved = pointer.withValue(pointer.value().minusOffset(offset));
        if (!RegType.isPacket(pointer.type())) {
            return moved;
        }
        Reg renamed = moved.withId(of.newId());
        // Backwards is where the program has been: what it knew of the packet still holds.
        return offset.smin() < 0 ? renamed.withPayload(null) : renamed;
    }
}
