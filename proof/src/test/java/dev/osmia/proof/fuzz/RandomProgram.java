package dev.osmia.proof.fuzz;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes programs that a verifier has little reason to refuse: jumps, bounded loops, calls of functions up to three
 * deep, and {@link Steps} between them. At the end all registers and words of the frame go into the context.
 */
final class RandomProgram {
    private static final int MAIN_WORDS = 16;
    private static final int FUNCTION_WORDS = 6;
    private static final int MAX_FUNCTIONS = 3;
    /** The context that is read, then room for the registers and the words of the frame. */
    private static final int CONTEXT_BYTES = 8 * (Steps.CONTEXT_WORDS + Steps.NUMBERS.size() + 1 + MAIN_WORDS);

    private final Dice dice;
    private final List<List<Instruction>> functions = new ArrayList<>();

    private RandomProgram(long seed) {
        dice = new Dice(seed);
    }

    /** The program of a seed, always the same. */
    static Scenario of(long seed) {
        return new RandomProgram(seed).write();
    }

    private Scenario write() {
        int count = dice.below(MAX_FUNCTIONS + 1);
        for (int index = 0; index <= count; index++) {
            functions.add(function(index, count));
        }
        byte[] context = new byte[CONTEXT_BYTES];
        ByteBuffer words = ByteBuffer.wrap(context).order(ByteOrder.nativeOrder());
        for (int word = 0; word < Steps.CONTEXT_WORDS; word++) {
            words.putLong(dice.number());
        }
        return new Scenario(Code.of(linked()), context);
    }

    /** Puts the functions behind each other; until now calls hold the number of what they call. */
    private List<Instruction> linked() {
        int[] starts = new int[functions.size()];
        for (int index = 1; index < starts.length; index++) {
            starts[index] = starts[index - 1] + slots(functions.get(index - 1));
        }
        List<Instruction> code = new ArrayList<>();
        int slot = 0;
        for (List<Instruction> function : functions) {
            for (Instruction instruction : function) {
                slot += instruction.slots();
                code.add(instruction instanceof Instruction.CallLocal(int index)
                        ? new Instruction.CallLocal(starts[index] - slot)
                        : instruction);
            }
        }
        return code;
    }

    private static int slots(List<Instruction> code) {
        return code.stream().mapToInt(Instruction::slots).sum();
    }

    /** The function with a number, which calls only the next one; number 0 is the program's entry. */
    private List<Instruction> function(int index, int last) {
        boolean main = index == 0;
        int words = main ? MAIN_WORDS : FUNCTION_WORDS;
        List<Instruction> code = new ArrayList<>();
        Steps steps = new Steps(dice, words, code);
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, Steps.CONTEXT, new Operand.Reg(Register.R1)));
        for (Register register : Steps.NUMBERS) {
            boolean argument = register.number() >= 2 && register.number() <= 5;
            if (main || !argument) {
                steps.refresh(register);
            }
        }
        steps.refresh(Steps.COUNTER);
        for (int word = 1; word <= words; word++) {
            code.add(new Instruction.Store(Size.DW, Register.R10, (short) (-8 * word), steps.register()));
        }
        block(code, words, index < last ? index + 1 : 0, main ? 3 : 1, false);
        if (index < last) {
            call(code, words, index + 1);
        }
        block(code, words, 0, main ? 3 : 1, false);
        if (main) {
            dump(code);
        }
        code.add(new Instruction.Exit());
        return code;
    }

    /** @param callee the function that may be called, 0 for none */
    private void block(List<Instruction> code, int words, int callee, int depth, boolean inLoop) {
        Steps steps = new Steps(dice, words, code);
        for (int left = 1 + dice.below(6); left > 0; left--) {
            int choice = dice.below(20);
            if (depth == 0 || choice < 14) {
                steps.any();
            } else if (choice < 17) {
                branch(code, words, callee, depth, inLoop);
            } else if (choice == 17 && callee != 0) {
                call(code, words, callee);
            } else if (!inLoop) {
                loop(code, words, depth);
            }
        }
    }

    private void branch(List<Instruction> code, int words, int callee, int depth, boolean inLoop) {
        List<Instruction> then = new ArrayList<>();
        block(then, words, callee, depth - 1, inLoop);
        if (dice.chance(50)) {
            List<Instruction> otherwise = new ArrayList<>();
            block(otherwise, words, callee, depth - 1, inLoop);
            then.add(dice.chance(50)
                    ? new Instruction.Jump((short) slots(otherwise))
                    : new Instruction.JumpLong(slots(otherwise)));
            code.add(new Steps(dice, words, code).branch(slots(then)));
            code.addAll(then);
            code.addAll(otherwise);
        } else {
            code.add(new Steps(dice, words, code).branch(slots(then)));
            code.addAll(then);
        }
    }

    private void call(List<Instruction> code, int words, int callee) {
        Steps steps = new Steps(dice, words, code);
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, Register.R1, new Operand.Reg(Steps.CONTEXT)));
        code.add(new Instruction.CallLocal(callee));
        steps.refreshArguments();
    }

    /** A counted loop; one in three could also be ended by the kernel, which would take far more rounds. */
    private void loop(List<Instruction> code, int words, int depth) {
        int step = dice.of(1, 1, 2, 3);
        int rounds = 2 + dice.below(6);
        List<Instruction> body = new ArrayList<>();
        block(body, words, 0, Math.min(depth - 1, 1), true);
        boolean bounded = dice.chance(33);
        Operand zero = new Operand.Imm(0);
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, Steps.COUNTER, zero));
        int size = slots(body) + 2;
        if (bounded) {
            code.add(new Instruction.MayGoto((short) size));
            size++;
        }
        code.addAll(body);
        code.add(new Instruction.Alu(Width.W64, AluOp.ADD, Steps.COUNTER, new Operand.Imm(step)));
        code.add(new Instruction.Branch(Width.W64, dice.of(Condition.LT, Condition.SLT), Steps.COUNTER,
                new Operand.Imm(rounds * step), (short) -size));
    }

    private void dump(List<Instruction> code) {
        int at = 8 * Steps.CONTEXT_WORDS;
        List<Register> registers = new ArrayList<>(Steps.NUMBERS);
        registers.add(Steps.COUNTER);
        for (Register register : registers) {
            code.add(new Instruction.Store(Size.DW, Steps.CONTEXT, (short) at, register));
            at += 8;
        }
        for (int word = 1; word <= MAIN_WORDS; word++) {
            code.add(new Instruction.Load(Size.DW, false, Register.R1, Register.R10, (short) (-8 * word)));
            code.add(new Instruction.Store(Size.DW, Steps.CONTEXT, (short) at, Register.R1));
            at += 8;
        }
    }
}
