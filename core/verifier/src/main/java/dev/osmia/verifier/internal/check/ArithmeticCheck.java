package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.isa.AluOp;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** Arithmetic and moves ({@code check_alu_op}). */
public final class ArithmeticCheck {
    /** As the verifier's messages write operators. */
    static final String[] OPERATORS = {"+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=",
            "endian"};

    private static final AluOp[] OPS = {AluOp.ADD, AluOp.SUB, AluOp.MUL, AluOp.DIV, AluOp.OR, AluOp.AND, AluOp.LSH,
            AluOp.RSH, AluOp.SUB, AluOp.MOD, AluOp.XOR, AluOp.MOV, AluOp.ARSH};
    private static final int ADDRESS_SPACE_CAST = 1;

    private final Verification of;
    private final Explorer explorer;
    private final PointerArithmetic pointers;

    public ArithmeticCheck(Verification of, Explorer explorer) {
        this.of = of;
        this.explorer = explorer;
        this.pointers = new PointerArithmetic(of);
    }

    /**
     * Checks an instruction and takes note of its result.
     *
     * @throws dev.osmia.verifier.internal.path.Rejection if the program may not do it
     */
    public void check(Insn insn) {
        switch (insn.op()) {
            case Insn.NEG, Insn.END -> unary(insn);
            case Insn.MOV -> move(insn);
            default -> {
                if (insn.op() > Insn.END) {
                    throw of.invalid("invalid BPF_ALU opcode " + Integer.toHexString(insn.op()));
                }
                binary(insn);
            }
        }
        of.regs()[insn.dst()] = consistent(of, of.reg(insn.dst()), "alu");
    }

    /**
     * A register whose ranges contradict each other is on a path that no run takes: Linux forgets the ranges.
     *
     * @param where what the message calls the place
     */
    static Reg consistent(Verification of, Reg reg, String where) {
        if (reg.value().isConsistent()) {
            return reg;
        }
        if (of.failsOnBrokenBounds) {
            throw of.reject(Errno.EFAULT,
                    "verifier bug: REG INVARIANTS VIOLATION (" + where + "): " + reg.value().violationText());
        }
        return reg.withValue(reg.value().unbounded());
    }

    private void unary(Insn insn) {
        boolean isNegation = insn.op() == Insn.NEG;
        if (isNegation && (insn.hasSource() || insn.src() != 0 || insn.off() != 0 || insn.imm() != 0)) {
            throw of.invalid("BPF_NEG uses reserved fields");
        }
        if (!isNegation && (insn.src() != 0 || insn.off() != 0
                || insn.imm() != 16 && insn.imm() != 32 && insn.imm() != 64
                || insn.family() == Insn.ALU64 && insn.hasSource())) {
            throw of.invalid("BPF_END uses reserved fields");
        }
        of.checkRead(insn.dst());
        if (of.isSecret(insn.dst())) {
            throw of.forbid("R" + insn.dst() + " pointer arithmetic prohibited");
        }
        of.checkWrite(insn.dst());
        Reg reg = of.reg(insn.dst());
        if (!reg.isNumber()) {
            of.setUnknown(insn.dst());
        } else if (isNegation) {
            of.regs()[insn.dst()] = reg.withValue(reg.value().negated(insn.family() == Insn.ALU)).unlinked();
        } else {
            of.regs()[insn.dst()] = reordered(insn, reg);
        }
    }

    private static Reg reordered(Insn insn, Reg reg) {
        boolean swaps = insn.family() == Insn.ALU64 || insn.hasSource();
        if (swaps) {
            return reg.withValue(reg.value().byteSwapped(insn.imm())).unlinked();
        }
        Reg result = reg.withValue(reg.value().littleEndian(insn.imm()));
        // All 64 bits stay what they are, and what was known of other numbers by them.
        return insn.imm() == Long.SIZE ? result : result.unlinked();
    }

    private void move(Insn insn) {
        if (insn.hasSource()) {
            checkMoveFields(insn);
            of.checkRead(insn.src());
        } else if (insn.src() != 0 || insn.off() != 0) {
            throw of.invalid("BPF_MOV uses reserved fields");
        }
        of.checkWrite(insn.dst());
        Reg[] regs = of.regs();
        if (!insn.hasSource()) {
            regs[insn.dst()] = Reg
                    .constant(insn.family() == Insn.ALU64 ? insn.imm() : Integer.toUnsignedLong(insn.imm()));
        } else if (insn.family() == Insn.ALU64) {
            regs[insn.dst()] = moved64(insn);
        } else {
            regs[insn.dst()] = moved32(insn);
        }
    }

    private void checkMoveFields(Insn insn) {
        boolean isWide = insn.family() == Insn.ALU64;
        if (isWide && insn.off() == ADDRESS_SPACE_CAST) {
            if (insn.imm() != 1 && insn.imm() != 1 << 16) {
                throw of.invalid("addr_space_cast insn can only convert between address space 1 and 0");
            }
            if (!of.hasArena) {
                throw of.invalid(
                        "addr_space_cast insn can only be used in a program that has an associated arena");
            }
            return;
        }
        boolean isExtension = insn.off() == 8 || insn.off() == 16 || insn.off() == 32 && isWide;
        if (insn.off() != 0 && !isExtension || insn.imm() != 0) {
            throw of.invalid("BPF_MOV uses reserved fields");
        }
    }

    private Reg moved64(Insn insn) {
        Reg source = of.reg(insn.src());
        if (insn.imm() != 0) {
            return insn.imm() == 1 ? Reg.UNKNOWN.withType(RegType.ARENA) : Reg.UNKNOWN;
        }
        if (insn.off() == 0) {
            return linked(of, insn.src());
        }
        if (of.isSecret(insn.src())) {
            throw of.forbid("R" + insn.src() + " sign-extension part of pointer");
        }
        if (!source.isNumber()) {
            return Reg.UNKNOWN;
        }
        return extended(insn, source, false);
    }

    private Reg moved32(Insn insn) {
        Reg source = of.reg(insn.src());
        if (of.isSecret(insn.src())) {
            throw of.forbid("R" + insn.src() + " partial copy of pointer");
        }
        if (!source.isNumber()) {
            return Reg.UNKNOWN.withValue(Scalar.UNKNOWN.zeroExtended32());
        }
        if (insn.off() != 0) {
            return extended(insn, source, true);
        }
        boolean fits = width(source) <= Integer.SIZE;
        Reg copy = fits ? linked(of, insn.src()) : source.unlinked();
        return copy.withValue(copy.value().zeroExtended32());
    }

    private Reg extended(Insn insn, Reg source, boolean is32) {
        boolean isAsBefore = Long.compareUnsigned(source.value().umax(), 1L << insn.off() - 1) < 0;
        Reg copy = isAsBefore ? linked(of, insn.src()) : source.unlinked();
        return copy.withValue(copy.value().signExtended(insn.off() / Byte.SIZE, is32));
    }

    /** Bits that a number may take. */
    static int width(Reg reg) {
        return Long.SIZE - Long.numberOfLeadingZeros(reg.value().umax());
    }

    /** A register to be copied: the copy and the original know each other by an id ({@code assign_scalar_id_before_mov}). */
    static Reg linked(Verification of, int number) {
        Reg source = of.reg(number);
        Reg linked = linked(of, source);
        of.regs()[number] = linked;
        return linked;
    }

    private static Reg linked(Verification of, Reg source) {
        if (!source.isNumber()) {
            return source;
        }
        Reg reg = (source.id() & Reg.ADDED) != 0 ? source.unlinked() : source;
        return reg.id() == 0 && !reg.value().isConstant() ? reg.withId(of.newId()) : reg;
    }

    private void binary(Insn insn) {
        boolean isDivision = insn.op() == Insn.DIV || insn.op() == Insn.MOD;
        boolean isOffWrong = insn.off() != 0 && !(insn.off() == 1 && isDivision);
        if (isOffWrong || (insn.hasSource() ? insn.imm() != 0 : insn.src() != 0)) {
            throw of.invalid("BPF_ALU uses reserved fields");
        }
        if (insn.hasSource()) {
            of.checkRead(insn.src());
        }
        of.checkRead(insn.dst());
        if (isDivision && !insn.hasSource() && insn.imm() == 0) {
            throw of.invalid("div by zero");
        }
        boolean isShift = insn.op() == Insn.LSH || insn.op() == Insn.RSH || insn.op() == Insn.ARSH;
        int bits = insn.family() == Insn.ALU64 ? Long.SIZE : Integer.SIZE;
        if (isShift && !insn.hasSource() && (insn.imm() < 0 || insn.imm() >= bits)) {
            throw of.invalid("invalid shift " + insn.imm());
        }
        of.checkWrite(insn.dst());
        compute(insn);
    }

    private void compute(Insn insn) {
        Reg[] regs = of.regs();
        Reg left = regs[insn.dst()];
        if (left.type() == RegType.ARENA || insn.hasSource() && regs[insn.src()].type() == RegType.ARENA) {
            regs[insn.dst()] = left.type() == RegType.ARENA ? left : regs[insn.src()];
            return;
        }
        Reg right = insn.hasSource() ? regs[insn.src()] : Reg.constant(insn.imm());
        if (insn.hasSource() && !right.isNumber()) {
            if (!left.isNumber()) {
                combinePointers(insn);
                return;
            }
            of.precision.need(insn.dst());
            regs[insn.dst()] = pointers.apply(insn, right, left, true);
            return;
        }
        if (!left.isNumber()) {
            if (insn.hasSource()) {
                of.precision.need(insn.src());
            }
            regs[insn.dst()] = pointers.apply(insn, left, right, false);
            return;
        }
        if (insn.hasSource() && left.precise()) {
            of.precision.need(insn.src());
        }
        regs[insn.dst()] = related(insn, left, number(insn, forked(insn, left, right), right), right);
    }

    private void combinePointers(Insn insn) {
        if (insn.op() != Insn.SUB || !of.policy.mayLeakPointers()) {
            throw of.forbid(
                    "R" + insn.dst() + " pointer " + OPERATORS[insn.op() >> 4] + " pointer prohibited");
        }
        of.setUnknown(insn.dst());
    }

    /** Linux follows a spread sign that is masked once for either of the two numbers that it can be. */
    private Reg forked(Insn insn, Reg left, Reg right) {
        boolean isMask = insn.op() == Insn.AND || insn.op() == Insn.OR;
        if (!isMask || !right.value().isConstant() || !left.value().isMinusOneOrZero()) {
            return left;
        }
        explorer.push(of.insn, of.insn).top().regs[insn.dst()] = left.withValue(left.value().takenAs(0));
        return left.withValue(left.value().takenAs(-1));
    }

    private static Reg number(Insn insn, Reg left, Reg right) {
        boolean isTracked = switch (insn.op()) {
            case Insn.DIV, Insn.MOD -> false;
            case Insn.LSH, Insn.RSH, Insn.ARSH -> isShiftKnown(right.value(), insn.family() == Insn.ALU);
            default -> true;
        };
        return isTracked
                ? left.withValue(left.value().apply(OPS[insn.op() >> 4], insn.family() == Insn.ALU, right.value()))
                : Reg.UNKNOWN;
    }

    private static boolean isShiftKnown(Scalar amount, boolean is32) {
        boolean isConstant = is32
                ? amount.isConstant32() && amount.s32min() == amount.s32max() && amount.u32min() == amount.u32max()
                : amount.isConstant() && amount.smin() == amount.smax() && amount.umin() == amount.umax();
        return isConstant && Long.compareUnsigned(amount.umax(), is32 ? Integer.SIZE : Long.SIZE) < 0;
    }

    /** A sum with a constant stays related to the number that it was made of. */
    private static Reg related(Insn insn, Reg left, Reg result, Reg right) {
        boolean is32 = insn.family() == Insn.ALU;
        boolean isSum = (insn.op() == Insn.ADD || insn.op() == Insn.SUB)
                && !(insn.hasSource() && insn.src() == insn.dst());
        boolean isConstant = right.isNumber()
                && (is32 ? right.value().isConstant32() : right.value().isConstant());
        if (!isSum || !isConstant || result.id() == 0 || (result.id() & Reg.ADDED) != 0
                || is32 && width(left) > Integer.SIZE) {
            return result.unlinked();
        }
        long constant = is32 ? (int) right.value().constant32() : right.value().constant();
        long added = insn.op() == Insn.SUB ? -constant : constant;
        if (constant != (int) constant || added != (int) added) {
            return result.unlinked();
        }
        return result.withId(result.id() | (is32 ? Reg.ADDED32 : Reg.ADDED64)).withOff((int) added);
    }
}
