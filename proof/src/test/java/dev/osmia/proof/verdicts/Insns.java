package dev.osmia.proof.verdicts;

import dev.osmia.abi.Helper;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import dev.osmia.object.MapSpec;

/** Short names for the instructions that steps are made of. */
final class Insns {
    private Insns() {
    }

    static Instruction move(Register to, Register from) {
        return alu(AluOp.MOV, to, from);
    }

    static Instruction move(Register to, int value) {
        return alu(AluOp.MOV, to, value);
    }

    static Instruction alu(AluOp op, Register to, Register operand) {
        return new Instruction.Alu(Width.W64, op, to, new Operand.Reg(operand));
    }

    static Instruction alu(AluOp op, Register to, int operand) {
        return new Instruction.Alu(Width.W64, op, to, new Operand.Imm(operand));
    }

    static Instruction load(Size size, Register to, Register from, int offset) {
        return new Instruction.Load(size, false, to, from, (short) offset);
    }

    static Instruction store(Size size, Register to, int offset, Register from) {
        return new Instruction.Store(size, to, (short) offset, from);
    }

    static Instruction store(Size size, Register to, int offset, int value) {
        return new Instruction.StoreImmediate(size, to, (short) offset, value);
    }

    static Instruction branch(Width width, Condition condition, Register left, int right, int distance) {
        return new Instruction.Branch(width, condition, left, new Operand.Imm(right), (short) distance);
    }

    static Instruction branch(Condition condition, Register left, Register right, int distance) {
        return new Instruction.Branch(Width.W64, condition, left, new Operand.Reg(right), (short) distance);
    }

    static Instruction map(Register to, MapSpec map) {
        return new Instruction.LoadWide(to, WideSource.MAP_FD, Maps.ALL.indexOf(map), 0);
    }

    static Instruction value(Register to, MapSpec map, int offset) {
        return new Instruction.LoadWide(to, WideSource.MAP_VALUE, Maps.ALL.indexOf(map), offset);
    }

    /** The address of a function, until it is linked its number. */
    static Instruction function(Register to, int number) {
        return new Instruction.LoadWide(to, WideSource.FUNCTION, number, 0);
    }

    static Instruction call(Helper helper) {
        return new Instruction.CallHelper(helper.id());
    }

    /** The condition that holds where the other does not. */
    static Condition opposite(Condition condition) {
        return switch (condition) {
            case EQ -> Condition.NE;
            case NE -> Condition.EQ;
            case GT -> Condition.LE;
            case LE -> Condition.GT;
            case GE -> Condition.LT;
            case LT -> Condition.GE;
            case SGT -> Condition.SLE;
            case SLE -> Condition.SGT;
            case SGE -> Condition.SLT;
            case SLT -> Condition.SGE;
            case SET -> Condition.SET;
        };
    }
}
