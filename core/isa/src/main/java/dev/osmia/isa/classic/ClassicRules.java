package dev.osmia.isa.classic;

import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.classic.ClassicInstruction.Arithmetic;
import dev.osmia.isa.classic.ClassicInstruction.Branch;
import dev.osmia.isa.classic.ClassicInstruction.Jump;
import dev.osmia.isa.classic.ClassicInstruction.LoadCell;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexCell;
import dev.osmia.isa.classic.ClassicInstruction.ReturnAccumulator;
import dev.osmia.isa.classic.ClassicInstruction.ReturnConstant;
import dev.osmia.isa.classic.ClassicInstruction.Source;
import dev.osmia.isa.classic.ClassicInstruction.StoreCell;
import dev.osmia.isa.classic.ClassicInstruction.StoreIndexCell;

import java.util.Arrays;
import java.util.List;

/** What Linux demands of a filter as a whole ({@code bpf_check_classic} in {@code net/core/filter.c}). */
final class ClassicRules {
    private static final int ALL_CELLS = (1 << ClassicInstruction.CELLS) - 1;

    private final List<ClassicInstruction> instructions;
    /**
     * For each instruction, the cells that are set on every way there that has been seen, one bit each. As in Linux, the
     * instruction before counts as a way even if it is a return.
     */
    private final int[] setBefore;

    private ClassicRules(List<ClassicInstruction> instructions) {
        this.instructions = instructions;
        setBefore = new int[instructions.size()];
        Arrays.fill(setBefore, ALL_CELLS);
        setBefore[0] = 0;
    }

    /** Throws {@link InstructionFormatException} at the first instruction that breaks a rule. */
    static void check(List<ClassicInstruction> instructions) {
        if (instructions.isEmpty()) {
            throw new InstructionFormatException(0, "a filter without instructions, expected at least one");
        }
        if (instructions.size() > ClassicProgram.MAX_INSTRUCTIONS) {
            throw new InstructionFormatException(ClassicProgram.MAX_INSTRUCTIONS,
                    "one instruction more, expected at most %d".formatted(ClassicProgram.MAX_INSTRUCTIONS));
        }
        ClassicRules rules = new ClassicRules(instructions);
        for (int index = 0; index < instructions.size(); index++) {
            rules.check(index);
        }
    }

    private void check(int index) {
        int set = setBefore[index];
        switch (instructions.get(index)) {
            case Jump(int distance) -> reach(index, index + 1L + Integer.toUnsignedLong(distance), set);
            case Branch(_, _, int whenTrue, int whenFalse) -> {
                reach(index, index + 1L + whenTrue, set);
                reach(index, index + 1L + whenFalse, set);
            }
            case StoreCell(int cell) -> reach(index, index + 1, set | 1 << cell);
            case StoreIndexCell(int cell) -> reach(index, index + 1, set | 1 << cell);
            case LoadCell(int cell) -> requireSet(index, cell);
            case LoadIndexCell(int cell) -> requireSet(index, cell);
            case Arithmetic(var op, Source.Constant(int value)) -> {
                requireSensible(index, op, value);
                reach(index, index + 1, set);
            }
            default -> reach(index, index + 1, set);
        }
    }

    private void requireSet(int index, int cell) {
        if ((setBefore[index] >>> cell & 1) == 0) {
            throw new InstructionFormatException(index,
                    "memory cell %d is read before it is set, expected a store on every way to here".formatted(cell));
        }
        reach(index, index + 1, setBefore[index]);
    }

    private static void requireSensible(int index, ClassicAluOp op, int value) {
        if (op.divides() && value == 0) {
            throw new InstructionFormatException(index, "division by zero, expected another number");
        }
        if (op.shifts() && Integer.compareUnsigned(value, Integer.SIZE) >= 0) {
            throw new InstructionFormatException(index,
                    "shift by %s bits, expected 0 to 31".formatted(Integer.toUnsignedString(value)));
        }
    }

    private void reach(int index, long next, int set) {
        if (next < instructions.size()) {
            setBefore[(int) next] &= set;
            return;
        }
        switch (instructions.get(index)) {
            case ReturnConstant _,ReturnAccumulator _ -> {
                // The end of the filter is where it should be.
            }
            case Jump _,Branch _ -> throw new InstructionFormatException(index,
                    "jump to instruction %d, expected %d at most".formatted(next, instructions.size() - 1));
            default -> throw new InstructionFormatException(index, "the last instruction is no return, expected one");
        }
    }
}
