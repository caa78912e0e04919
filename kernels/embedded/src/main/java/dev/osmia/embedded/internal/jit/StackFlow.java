package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Width;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Which registers point into the function's own stack frame, and where. */
final class StackFlow {
    /** In place of an offset: the register does not point into the frame. */
    static final int NONE = Integer.MIN_VALUE;
    /** In place of an offset: it may point there, nobody knows where. */
    static final int UNKNOWN = Integer.MAX_VALUE;
    private static final int REGISTERS = 11;

    private final Map<Integer, int[]> before = new HashMap<>();

    /**
     * Follows a function.
     *
     * @param reached whether a run can come to the instruction at a slot
     */
    StackFlow(Function function, IntPredicate reached) {
        Map<Integer, Code.Placed> body = new HashMap<>();
        function.body().forEach(placed -> body.put(placed.slot(), placed));
        int[] start = new int[REGISTERS];
        Arrays.fill(start, NONE);
        start[Register.FRAME_POINTER.number()] = 0;
        before.put(function.entry(), start);
        Deque<Integer> open = new ArrayDeque<>();
        open.add(function.entry());
        while (!open.isEmpty()) {
            Code.Placed placed = java.util.Objects.requireNonNull(body.get(open.pop()));
            int[] after = before(placed.slot()).clone();
            step(placed.instruction(), after);
            Flow.successors(placed, reached).forEach(next -> {
                if (join(next, after)) {
                    open.push(next);
                }
            });
        }
    }

    private boolean join(int slot, int[] state) {
        int[] known = before.get(slot);
        if (known == null) {
            before.put(slot, state.clone());
            return true;
        }
        boolean changed = false;
        for (int register = 0; register < REGISTERS; register++) {
            if (known[register] != state[register] && known[register] != UNKNOWN) {
                known[register] = UNKNOWN;
                changed = true;
            }
        }
        return changed;
    }

    private static void step(Instruction instruction, int[] state) {
        int written = Flow.written(instruction);
        int result = result(instruction, state);
        for (int register = 0; register < REGISTERS; register++) {
            if ((written & 1 << register) != 0) {
                state[register] = result;
            }
        }
    }

    private static int result(Instruction instruction, int[] state) {
        return switch (instruction) {
            case Instruction.Alu(var width, var op, _, Operand.Reg(var src)) when op == AluOp.MOV ->
                width == Width.W64 ? state[src.number()] : blurred(state[src.number()]);
            case Instruction.Alu(_, var op, _, Operand.Imm _) when op == AluOp.MOV -> NONE;
            case Instruction.Alu(var width, var op, var dst, Operand.Imm(var value)) when width == Width.W64
                    && (op == AluOp.ADD || op == AluOp.SUB) ->
                moved(state[dst.number()], op == AluOp.ADD ? value : -(long) value);
            case Instruction.Alu(_, _, var dst, Operand.Imm _) -> blurred(state[dst.number()]);
            case Instruction.Alu(_, _, var dst, Operand.Reg(var src)) ->
                Math.max(blurred(state[dst.number()]), blurred(state[src.number()]));
            case Instruction.Negate(_, var dst) -> blurred(state[dst.number()]);
            case Instruction.ByteSwap swap -> blurred(state[swap.dst().number()]);
            case Instruction.MoveSignExtended(_, _, _, var src) -> blurred(state[src.number()]);
            case Instruction.AddressSpaceCast cast -> blurred(state[cast.src().number()]);
            default -> NONE;
        };
    }

    private static int blurred(int offset) {
        return offset == NONE ? NONE : UNKNOWN;
    }

    private static int moved(int offset, long distance) {
        if (offset == NONE || offset == UNKNOWN) {
            return offset;
        }
        long sum = offset + distance;
        return Math.abs(sum) < Short.MAX_VALUE ? (int) sum : UNKNOWN;
    }

    private int[] before(int slot) {
        return java.util.Objects.requireNonNull(before.get(slot));
    }

    /** Where a register points before the instruction at a slot: from the end of the frame, {@link #NONE} or {@link #UNKNOWN}. */
    int offset(int slot, Register register) {
        return before(slot)[register.number()];
    }
}
