package dev.osmia.proof.verdicts;

import dev.osmia.abi.Helper;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.Set;

/** Steps that work on numbers. */
final class Numbers {
    private static final Set<AluOp> DIVISIONS = Set.of(AluOp.DIV, AluOp.SDIV, AluOp.MOD, AluOp.SMOD);
    private static final Set<AluOp> SHIFTS = Set.of(AluOp.LSH, AluOp.RSH, AluOp.ARSH);

    private Numbers() {
    }

    /** A number that nothing is known of, or a constant. */
    static void fresh(Pen pen, Register to) {
        switch (pen.dice.below(6)) {
            case 0 -> pen.add(Insns.move(to, pen.dice.below(80) - 10));
            case 1 ->
                pen.add(new Instruction.Alu(pen.dice.width(), AluOp.MOV, to, new Operand.Imm(pen.dice.immediate())));
            case 2 -> pen.add(Insns.value(to, Maps.DATA, 8 * pen.dice.below(8)),
                    Insns.load(pen.dice.size(), to, to, pen.dice.below(32)));
            case 3 -> pen.add(Insns.load(pen.dice.size(), to, Register.R10, -8 * (1 + pen.dice.below(pen.frame / 8))));
            default -> {
                if (!pen.get(Register.R6).is(Sort.CONTEXT) || !Contexts.read(pen, to)) {
                    pen.add(Insns.value(to, Maps.DATA, 0), Insns.load(Size.DW, to, to, 0));
                }
            }
        }
        pen.set(to, Scene.NUMBER);
    }

    static void fresh(Pen pen) {
        if (!pen.isPlain && pen.dice.chance(30)) {
            pen.add(Insns.call(pen.dice.of(Helper.GET_PRANDOM_U32, Helper.KTIME_GET_NS, Helper.GET_SMP_PROCESSOR_ID)));
            if (pen.kept.contains(Register.R0)) {
                return;
            }
            pen.forgetArguments();
            pen.set(Register.R0, Scene.NUMBER);
        } else {
            fresh(pen, pen.target());
        }
    }

    static void arithmetic(Pen pen) {
        Width width = pen.dice.width();
        AluOp op = pen.dice.of(AluOp.values());
        Register to = op == AluOp.MOV ? pen.target() : pen.variable();
        Operand operand = pen.dice.chance(45)
                ? new Operand.Reg(pen.number())
                : new Operand.Imm(pen.dice.chance(50) ? pen.dice.below(130) - 2 : pen.dice.immediate());
        if (operand instanceof Operand.Imm(int value) && !pen.slips()) {
            if (DIVISIONS.contains(op) && value == 0) {
                operand = new Operand.Imm(-1);
            } else if (SHIFTS.contains(op)) {
                operand = new Operand.Imm(value & width.bits() - 1);
            }
        }
        pen.add(new Instruction.Alu(width, op, to, operand));
        pen.set(to, known(pen, op, width, operand));
    }

    private static Held known(Pen pen, AluOp op, Width width, Operand operand) {
        if (operand instanceof Operand.Imm(int value) && value >= 0) {
            if (op == AluOp.AND || op == AluOp.MOV) {
                return Held.number(value);
            }
            if (op == AluOp.RSH && width == Width.W64 && value > 0) {
                return Held.number(-1L >>> value);
            }
        }
        if (op == AluOp.MOV && width == Width.W64 && operand instanceof Operand.Reg(var from)) {
            return pen.get(from);
        }
        return Scene.NUMBER;
    }

    static void unary(Pen pen) {
        Register to = pen.variable();
        pen.add(switch (pen.dice.below(3)) {
            case 0 -> new Instruction.Negate(pen.dice.width(), to);
            case 1 -> {
                Width width = pen.dice.width();
                int bits = width == Width.W64 ? pen.dice.of(8, 16, 32) : pen.dice.of(8, 16);
                yield new Instruction.MoveSignExtended(width, bits, to, pen.number());
            }
            default -> new Instruction.ByteSwap(pen.dice.of(ByteOrderOp.values()), pen.dice.of(16, 32, 64), to);
        });
        pen.set(to, Scene.NUMBER);
    }

    /** Makes a number small, in one of the ways that programs have for it. */
    static void bound(Pen pen, Register number, int most) {
        switch (pen.dice.below(5)) {
            case 0 -> pen.add(new Instruction.Alu(Width.W32, AluOp.AND, number, new Operand.Imm(mask(most))));
            case 1 -> pen.add(Insns.alu(AluOp.LSH, number, 56), Insns.alu(AluOp.RSH, number, 56),
                    Insns.alu(AluOp.AND, number, mask(most)));
            case 2 -> pen.add(Insns.alu(AluOp.RSH, number, 64 - Integer.bitCount(mask(most))));
            default -> pen.add(Insns.alu(AluOp.AND, number, mask(most)));
        }
        pen.set(number, Held.number(mask(most)));
    }

    /** The largest mask that lets no larger number through, at least 1. */
    static int mask(int most) {
        return Math.max(1, Integer.highestOneBit(most + 1) - 1);
    }

    /** As spread signs are used: all ones or nothing, then masked. */
    static void sign(Pen pen) {
        Register to = pen.variable();
        Width width = pen.dice.width();
        pen.add(new Instruction.Alu(width, AluOp.ARSH, to, new Operand.Imm(width.bits() - 1)));
        int mask = pen.dice.below(64);
        pen.add(new Instruction.Alu(pen.dice.width(), pen.dice.chance(80) ? AluOp.AND : AluOp.OR, to,
                new Operand.Imm(mask)));
        pen.set(to, Scene.NUMBER);
    }

    static void wide(Pen pen) {
        Register to = pen.target();
        pen.add(Instruction.LoadWide.constant(to, pen.dice.number()));
        pen.set(to, Scene.NUMBER);
    }

    static void copy(Pen pen) {
        Register from = pen.dice.of(pen.registers(held -> !held.is(Sort.NOTHING) && !held.is(Sort.CONTEXT)).isEmpty()
                ? java.util.List.of(Register.R10)
                : pen.registers(held -> !held.is(Sort.NOTHING)));
        Register to = pen.target();
        pen.add(Insns.move(to, from));
        pen.set(to, pen.get(from));
    }
}
