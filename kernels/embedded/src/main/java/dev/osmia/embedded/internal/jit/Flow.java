package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Where control goes in a program, and which registers matter where. */
final class Flow {
    private static final int R0 = 1;
    private static final int ARGUMENTS = 0b11_1110;

    private final Code code;
    private final HelperTable helpers;
    private final IntPredicate reached;
    private final Map<Integer, Function> functions = new TreeMap<>();

    private Flow(Code code, HelperTable helpers, IntPredicate reached) {
        this.code = code;
        this.helpers = helpers;
        this.reached = reached;
    }

    /**
     * The functions of a program by the slots where they start.
     *
     * @param reached whether a run can come to the instruction at a slot
     */
    static Map<Integer, Function> functions(Code code, HelperTable helpers, IntPredicate reached) {
        Flow flow = new Flow(code, helpers, reached);
        Deque<Integer> entries = new ArrayDeque<>(List.of(0));
        while (!entries.isEmpty()) {
            int entry = entries.pop();
            if (!flow.functions.containsKey(entry)) {
                flow.functions.put(entry, flow.function(entry, entries));
            }
        }
        flow.findLiveRegisters();
        return flow.functions;
    }

    private Function function(int entry, Deque<Integer> entries) {
        BitSet seen = new BitSet();
        BitSet targets = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(entry));
        while (!open.isEmpty()) {
            int slot = open.pop();
            if (seen.get(slot)) {
                continue;
            }
            seen.set(slot);
            Code.Placed placed = new Code.Placed(slot, Objects.requireNonNull(code.at(slot)));
            callee(placed, entries);
            int target = target(placed);
            if (target >= 0 && reached.test(target)) {
                targets.set(target);
                open.push(target);
            }
            if (goesOn(placed.instruction()) && reached.test(placed.nextSlot())) {
                open.push(placed.nextSlot());
            }
        }
        List<Code.Placed> body = new ArrayList<>();
        seen.stream().forEach(slot -> body.add(new Code.Placed(slot, Objects.requireNonNull(code.at(slot)))));
        return new Function(entry, body, targets, new int[code.slots() + 1]);
    }

    private static void callee(Code.Placed placed, Deque<Integer> entries) {
        if (placed.instruction() instanceof Instruction.CallLocal(var offset)) {
            entries.push(placed.nextSlot() + offset);
        } else if (placed.instruction() instanceof Instruction.LoadWide(_, var source, var low, _)
                && source == WideSource.FUNCTION) {
            entries.push(placed.slot() + 1 + low);
        }
    }

    /** Where an instruction may jump to, or -1. */
    static int target(Code.Placed placed) {
        return switch (placed.instruction()) {
            case Instruction.Jump(var offset) -> placed.nextSlot() + offset;
            case Instruction.JumpLong(var offset) -> placed.nextSlot() + offset;
            case Instruction.Branch branch -> placed.nextSlot() + branch.offset();
            case Instruction.MayGoto(var offset) -> placed.nextSlot() + offset;
            default -> -1;
        };
    }

    /** Whether the next instruction may follow. */
    static boolean goesOn(Instruction instruction) {
        return !(instruction instanceof Instruction.Jump || instruction instanceof Instruction.JumpLong
                || instruction instanceof Instruction.Exit);
    }

    /** The slots that may follow an instruction in its function. */
    static IntStream successors(Code.Placed placed, IntPredicate reached) {
        int target = target(placed);
        IntStream jump = target < 0 ? IntStream.empty() : IntStream.of(target);
        return (goesOn(placed.instruction()) ? IntStream.concat(jump, IntStream.of(placed.nextSlot())) : jump)
                .filter(reached);
    }

    /** What is read before it is written: found backwards, again and again until nothing is added. */
    private void findLiveRegisters() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Function function : functions.values()) {
                changed |= spread(function);
            }
        }
    }

    private boolean spread(Function function) {
        int[] live = function.liveAt();
        boolean changed = false;
        for (int index = function.body().size() - 1; index >= 0; index--) {
            Code.Placed placed = function.body().get(index);
            int after = goesOn(placed.instruction()) && reached.test(placed.nextSlot()) ? live[placed.nextSlot()] : 0;
            int target = target(placed);
            if (target >= 0 && reached.test(target)) {
                after |= live[target];
            }
            int before = after & ~written(placed.instruction()) | read(placed);
            changed |= before != live[placed.slot()];
            live[placed.slot()] = before;
        }
        return changed;
    }

    /** The registers that an instruction writes whatever happens, as bits. */
    static int written(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Alu alu -> bit(alu.dst());
            case Instruction.Negate negate -> bit(negate.dst());
            case Instruction.MoveSignExtended move -> bit(move.dst());
            case Instruction.ByteSwap swap -> bit(swap.dst());
            case Instruction.AddressSpaceCast cast -> bit(cast.dst());
            case Instruction.LoadWide wide -> bit(wide.dst());
            case Instruction.Load load -> bit(load.dst());
            case Instruction.LoadAcquire load -> bit(load.dst());
            case Instruction.Atomic atomic when atomic.op() == AtomicOp.CMPXCHG -> R0;
            case Instruction.Atomic atomic when atomic.op().fetches() -> bit(atomic.src());
            case Instruction.LoadPacketAbsolute _,Instruction.LoadPacketIndirect _ -> R0;
            case Instruction.CallHelper _,Instruction.CallKfunc _,Instruction.CallLocal _,Instruction.CallRegister _ ->
                R0 | ARGUMENTS;
            default -> 0;
        };
    }

    private int read(Code.Placed placed) {
        return switch (placed.instruction()) {
            case Instruction.Alu(_, var op, var dst, var operand) ->
                (op == AluOp.MOV ? 0 : bit(dst)) | bit(operand);
            case Instruction.Negate negate -> bit(negate.dst());
            case Instruction.MoveSignExtended move -> bit(move.src());
            case Instruction.ByteSwap swap -> bit(swap.dst());
            case Instruction.AddressSpaceCast cast -> bit(cast.src());
            case Instruction.Load load -> bit(load.src());
            case Instruction.LoadAcquire load -> bit(load.src());
            case Instruction.Store store -> bit(store.dst()) | bit(store.src());
            case Instruction.StoreRelease store -> bit(store.dst()) | bit(store.src());
            case Instruction.StoreImmediate store -> bit(store.dst());
            case Instruction.Atomic atomic ->
                bit(atomic.dst()) | bit(atomic.src()) | (atomic.op() == AtomicOp.CMPXCHG ? R0 : 0);
            case Instruction.LoadPacketIndirect load -> bit(load.index());
            case Instruction.Branch branch -> bit(branch.dst()) | bit(branch.operand());
            case Instruction.CallHelper(var id) ->
                arguments(helpers.has(id) ? helpers.helper(id).arguments().size() : 0);
            case Instruction.CallKfunc _ -> ARGUMENTS;
            case Instruction.CallLocal(var offset) -> callee(placed.nextSlot() + offset);
            case Instruction.CallRegister call -> ARGUMENTS | bit(call.target());
            case Instruction.Exit _ -> R0;
            default -> 0;
        };
    }

    private int callee(int entry) {
        Function callee = functions.get(entry);
        return callee == null ? 0 : callee.liveAt()[entry] & ARGUMENTS;
    }

    private static int arguments(int count) {
        return (1 << count + 1) - 1 & ARGUMENTS;
    }

    private static int bit(Register register) {
        return 1 << register.number();
    }

    private static int bit(Operand operand) {
        return operand instanceof Operand.Reg(var register) ? bit(register) : 0;
    }
}
