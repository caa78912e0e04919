package dev.osmia.linux;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Branch;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.Load;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Store;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.object.ProgramSpec;

/** Small programs, and the instructions that they are written in. */
final class Programs {
    private Programs() {
    }

    static ProgramSpec returning(ProgramType type, int value) {
        return ProgramSpec.of("returns", type, Code.of(set(Register.R0, value), new Exit()));
    }

    /** Sets the packet's first byte and returns a verdict; for contexts whose packet bounds lie at these offsets. */
    static ProgramSpec markingPacket(ProgramType type, int dataAt, int endAt, int verdict) {
        return ProgramSpec.of("marks", type, Code.of(
                read(Size.W, Register.R2, Register.R1, dataAt),
                read(Size.W, Register.R3, Register.R1, endAt),
                move(Register.R4, Register.R2),
                add(Register.R4, 1),
                new Branch(Width.W64, Condition.GT, Register.R4, new Operand.Reg(Register.R3), (short) 1),
                new StoreImmediate(Size.B, Register.R2, (short) 0, 0xab),
                set(Register.R0, verdict),
                new Exit()));
    }

    static Instruction set(Register register, int value) {
        return new Alu(Width.W64, AluOp.MOV, register, new Operand.Imm(value));
    }

    static Instruction move(Register to, Register from) {
        return new Alu(Width.W64, AluOp.MOV, to, new Operand.Reg(from));
    }

    static Instruction add(Register register, int value) {
        return new Alu(Width.W64, AluOp.ADD, register, new Operand.Imm(value));
    }

    static Instruction read(Size size, Register to, Register from, int offset) {
        return new Load(size, false, to, from, (short) offset);
    }

    static Instruction store(Size size, Register to, int offset, Register from) {
        return new Store(size, to, (short) offset, from);
    }

    static Instruction call(int helper) {
        return new CallHelper(helper);
    }

    /** A wide load that a reference at its slot fills in. */
    static Instruction reference(Register register) {
        return LoadWide.constant(register, 0);
    }
}
