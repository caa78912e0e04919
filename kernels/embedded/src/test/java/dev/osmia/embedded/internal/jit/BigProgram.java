package dev.osmia.embedded.internal.jit;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.object.ProgramSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Programs of any size. */
public final class BigProgram {
    private static final int NUMBERS = 6;
    private static final int WORDS = 4;
    private static final int ROUNDS = 3;
    private static final Register COUNTER = Register.R9;
    private static final List<AluOp> OPERATIONS = List.of(AluOp.ADD, AluOp.SUB, AluOp.MUL, AluOp.XOR, AluOp.OR,
            AluOp.AND, AluOp.DIV, AluOp.MOD);

    private BigProgram() {
    }

    /** Numbers from a packet are mixed in a loop that holds nearly all of the program: its ends lie in different parts. */
    public static ProgramSpec of(int size, long seed) {
        Random random = new Random(seed);
        List<Instruction> code = new ArrayList<>();
        code.add(new Instruction.Load(Size.W, false, Register.R7, Register.R1, (short) 0));
        code.add(new Instruction.Load(Size.W, false, Register.R8, Register.R1, (short) 4));
        code.add(move(Register.R0, new Operand.Reg(Register.R7)));
        code.add(new Instruction.Alu(Width.W64, AluOp.ADD, Register.R0, new Operand.Imm(64)));
        code.add(new Instruction.Branch(Width.W64, Condition.LE, Register.R0, new Operand.Reg(Register.R8), (short) 2));
        code.add(move(Register.R0, new Operand.Imm(0)));
        code.add(new Instruction.Exit());
        for (int number = 0; number < NUMBERS; number++) {
            code.add(new Instruction.Load(Size.DW, false, Register.of(number), Register.R7, (short) (number * 8)));
        }
        for (int word = 1; word <= WORDS; word++) {
            code.add(new Instruction.Store(Size.DW, Register.FRAME_POINTER, (short) (-8 * word), Register.R0));
        }
        code.add(move(COUNTER, new Operand.Imm(ROUNDS)));
        int start = code.size();
        while (code.size() < size - 8) {
            add(code, random, size > 20_000 ? 40 : 8);
        }
        code.add(new Instruction.Alu(Width.W64, AluOp.SUB, COUNTER, new Operand.Imm(1)));
        code.add(new Instruction.Branch(Width.W64, Condition.EQ, COUNTER, new Operand.Imm(0), (short) 1));
        code.add(new Instruction.JumpLong(start - code.size() - 1));
        for (int number = 1; number < NUMBERS; number++) {
            code.add(new Instruction.Alu(Width.W64, AluOp.XOR, Register.R0, new Operand.Reg(Register.of(number))));
        }
        code.add(new Instruction.Exit());
        return ProgramSpec.of("big", ProgramType.XDP, Code.of(code));
    }

    private static Instruction move(Register register, Operand operand) {
        return new Instruction.Alu(Width.W64, AluOp.MOV, register, operand);
    }

    /** @param kinds one in so many is a branch: the verifier keeps at most 8,192 that it has to come back to */
    private static void add(List<Instruction> code, Random random, int kinds) {
        Register a = Register.of(random.nextInt(NUMBERS));
        Register b = Register.of(random.nextInt(NUMBERS));
        short place = (short) (-8 * (1 + random.nextInt(WORDS)));
        Width width = random.nextBoolean() ? Width.W64 : Width.W32;
        switch (random.nextInt(kinds)) {
            case 0 -> code.add(new Instruction.Store(Size.DW, Register.FRAME_POINTER, place, a));
            case 1 -> code.add(new Instruction.Load(Size.DW, false, a, Register.FRAME_POINTER, place));
            case 2 -> code.add(new Instruction.Load(Size.B, false, a, Register.R7, (short) random.nextInt(64)));
            case 3 -> {
                code.add(new Instruction.Branch(width, Condition.values()[random.nextInt(11)], a, new Operand.Reg(b),
                        (short) 1));
                code.add(new Instruction.Alu(Width.W64, AluOp.ADD, b, new Operand.Imm(random.nextInt())));
            }
            case 4 -> code.add(new Instruction.Alu(width, AluOp.RSH, a, new Operand.Imm(random.nextInt(32))));
            default -> code.add(new Instruction.Alu(width, OPERATIONS.get(random.nextInt(OPERATIONS.size())), a,
                    new Operand.Reg(b)));
        }
    }
}
