package dev.osmia.proof.conformance;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;

/** Short names for the instructions that cases need around the one that they are about. */
final class Instructions {
    private Instructions() {
    }

    static Instruction move(Register to, int value) {
        return new Instruction.Alu(Width.W64, AluOp.MOV, to, new Operand.Imm(value));
    }

    static Instruction move(Register to, Register from) {
        return new Instruction.Alu(Width.W64, AluOp.MOV, to, new Operand.Reg(from));
    }

    static Instruction add(Register to, int value) {
        return new Instruction.Alu(Width.W64, AluOp.ADD, to, new Operand.Imm(value));
    }

    static Instruction load(Size size, Register to, Register from, int offset) {
        return new Instruction.Load(size, false, to, from, (short) offset);
    }

    static Instruction store(Size size, Register to, int offset, Register from) {
        return new Instruction.Store(size, to, (short) offset, from);
    }

    /** The address of a byte in {@link Batch#MEMORY}. */
    static Instruction memory(Register to, int offset) {
        return new Instruction.LoadWide(to, WideSource.MAP_VALUE, 0, offset);
    }
}
