package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Which numbers the registers of a function may hold. The verifier knows more on each path, but forgets what does not matter
 * for safety; this is what holds on all of them.
 */
final class Ranges {
    /** How often a range may grow where a loop starts before it is widened to the next number that something is compared with. */
    private static final int PATIENCE = 3;
    /** How often before it is widened to everything. */
    private static final int END_OF_PATIENCE = 16;
    /** Passes over the function that take back what was widened too far. */
    private static final int NARROWINGS = 2;
    private static final int REGISTERS = 11;

    private final Function function;
    private final IntPredicate reached;
    private final TreeMap<Integer, Block> blocks = new TreeMap<>();
    private Map<Integer, Range[]> before = new HashMap<>();

    /** Instructions of which only the first is jumped to and only the last jumps. */
    private static final class Block {
        final List<Code.Placed> body;
        final TreeSet<Long> thresholds = new TreeSet<>(
                List.of(Long.MIN_VALUE, -1L, 0L, (long) Integer.MAX_VALUE, Range.MOST_UNSIGNED, Long.MAX_VALUE));
        final int[] changes = new int[REGISTERS];
        /** The registers, as bits, that are written in the loops that start here. */
        int written;

        Block(List<Code.Placed> body) {
            this.body = body;
        }
    }

    /** Receives what an edge of the flow carries. */
    private interface Edge {
        void take(int slot, Range[] ranges);
    }

    Ranges(Function function, IntPredicate reached) {
        this.function = function;
        this.reached = reached;
        cut();
        readLoops();
        widen();
        for (int pass = 0; pass < NARROWINGS; pass++) {
            narrow();
        }
    }

    private void cut() {
        List<Code.Placed> body = function.body();
        int start = 0;
        for (int index = 1; index <= body.size(); index++) {
            Code.Placed last = body.get(index - 1);
            if (index == body.size() || function.targets().get(body.get(index).slot()) || Flow.target(last) >= 0
                    || !Flow.goesOn(last.instruction()) || body.get(index).slot() != last.nextSlot()) {
                blocks.put(body.get(start).slot(), new Block(body.subList(start, index)));
                start = index;
            }
        }
    }

    /** What widening needs: at the start of each loop what is compared in it, and what changes in it. */
    private void readLoops() {
        for (Block block : blocks.values()) {
            Code.Placed last = block.body.getLast();
            int target = Flow.target(last);
            if (target >= 0 && target <= last.slot() && blocks.containsKey(target)) {
                Block start = block(target);
                for (Block inside : blocks.subMap(target, true, last.slot(), true).values()) {
                    for (Code.Placed placed : inside.body) {
                        start.written |= Flow.written(placed.instruction());
                    }
                    if (inside.body.getLast().instruction() instanceof Instruction.Branch branch
                            && branch.operand() instanceof Operand.Imm(var value)) {
                        start.thresholds.addAll(List.of(value - 1L, (long) value, value + 1L));
                    }
                }
            }
        }
    }

    /** Of registers of which nothing is known. */
    static Range[] unknown() {
        Range[] unknown = new Range[REGISTERS];
        Arrays.fill(unknown, Range.ALL);
        return unknown;
    }

    private void widen() {
        Deque<Integer> open = new ArrayDeque<>(List.of(function.entry()));
        before.put(function.entry(), unknown());
        while (!open.isEmpty()) {
            int slot = open.pop();
            Block block = block(slot);
            run(block, before(slot).clone(), (next, ranges) -> {
                if (join(slot, next, ranges)) {
                    open.remove(next);
                    open.add(next);
                }
            });
        }
    }

    private boolean join(int from, int to, Range[] ranges) {
        Range[] known = before.get(to);
        if (known == null) {
            before.put(to, ranges.clone());
            return true;
        }
        boolean changed = false;
        Block block = block(to);
        boolean isLoop = to <= from;
        for (int register = 0; register < REGISTERS; register++) {
            Range joined = known[register].or(ranges[register]);
            if (!joined.equals(known[register])) {
                boolean grows = isLoop && (block.written & 1 << register) != 0;
                known[register] = grows ? widened(block, register, known[register], joined) : joined;
                changed = true;
            }
        }
        return changed;
    }

    private static Range widened(Block block, int register, Range old, Range joined) {
        int changes = block.changes[register]++;
        if (changes < PATIENCE) {
            return joined;
        }
        if (changes >= END_OF_PATIENCE) {
            return Range.ALL;
        }
        long low = joined.low() < old.low() ? block.thresholds.floor(joined.low()) : joined.low();
        long high = joined.high() > old.high() ? block.thresholds.ceiling(joined.high()) : joined.high();
        Range wide = new Range(low, high, joined.bits(), joined.pattern()).within(low, high);
        return wide == null ? Range.ALL : wide;
    }

    private void narrow() {
        Map<Integer, Range[]> next = new HashMap<>();
        next.put(function.entry(), unknown());
        for (Map.Entry<Integer, Block> block : blocks.entrySet()) {
            Range[] known = before.get(block.getKey());
            if (known != null) {
                run(block.getValue(), known.clone(),
                        (slot, ranges) -> next.merge(slot, ranges.clone(), Ranges::either));
            }
        }
        before = next;
    }

    private static Range[] either(Range[] a, Range[] b) {
        Range[] both = new Range[REGISTERS];
        Arrays.setAll(both, register -> a[register].or(b[register]));
        return both;
    }

    private void run(Block block, Range[] ranges, Edge edge) {
        Code.Placed last = block.body.getLast();
        for (Code.Placed placed : block.body) {
            step(placed, ranges);
        }
        int target = Flow.target(last);
        if (target >= 0 && reached.test(target)) {
            follow(last.instruction(), true, ranges, target, edge);
        }
        if (Flow.goesOn(last.instruction()) && reached.test(last.nextSlot())) {
            follow(last.instruction(), false, ranges, last.nextSlot(), edge);
        }
    }

    private static void follow(Instruction last, boolean jumps, Range[] ranges, int to, Edge edge) {
        if (last instanceof Instruction.Branch branch) {
            Range[] refined = refined(branch, jumps, ranges);
            if (refined != null) {
                edge.take(to, refined);
            }
        } else {
            edge.take(to, ranges);
        }
    }

    /** What is known once a branch has been taken, or not; null if that never happens. */
    private static Range @Nullable [] refined(Instruction.Branch branch, boolean jumps, Range[] ranges) {
        Range a = ranges[branch.dst().number()];
        Range b = operand(branch.operand(), ranges);
        Condition condition = jumps ? branch.condition() : opposite(branch.condition());
        if (condition == null) {
            return ranges;
        }
        if (branch.width() == Width.W32) {
            b = branch.operand() instanceof Operand.Imm ? b.truncated() : b;
            boolean signed = switch (condition) {
                case SGT, SGE, SLT, SLE -> true;
                default -> false;
            };
            if (signed ? !(a.isNatural() && b.isNatural()) : !(a.isUnsignedInt() && b.isUnsignedInt())) {
                return ranges;
            }
        }
        Range left = a.where(condition, b);
        Range right = b.where(mirrored(condition), a);
        if (left == null || right == null) {
            return null;
        }
        Range[] refined = ranges.clone();
        refined[branch.dst().number()] = left;
        if (branch.operand() instanceof Operand.Reg(var src) && src != branch.dst()) {
            refined[src.number()] = right;
        }
        return refined;
    }

    private static @Nullable Condition opposite(Condition condition) {
        return switch (condition) {
            case EQ -> Condition.NE;
            case NE -> Condition.EQ;
            case GT -> Condition.LE;
            case GE -> Condition.LT;
            case LT -> Condition.GE;
            case LE -> Condition.GT;
            case SGT -> Condition.SLE;
            case SGE -> Condition.SLT;
            case SLT -> Condition.SGE;
            case SLE -> Condition.SGT;
            case SET -> null;
        };
    }

    private static Condition mirrored(Condition condition) {
        return switch (condition) {
            case GT -> Condition.LT;
            case GE -> Condition.LE;
            case LT -> Condition.GT;
            case LE -> Condition.GE;
            case SGT -> Condition.SLT;
            case SGE -> Condition.SLE;
            case SLT -> Condition.SGT;
            case SLE -> Condition.SGE;
            default -> condition;
        };
    }

    private static Range operand(Operand operand, Range[] ranges) {
        return switch (operand) {
            case Operand.Reg(var register) -> ranges[register.number()];
            case Operand.Imm(var value) -> Range.constant(value);
        };
    }

    /** Carries an instruction out on what is known. */
    static void step(Code.Placed placed, Range[] ranges) {
        int written = Flow.written(placed.instruction());
        if (written != 0) {
            Range result = result(placed, ranges);
            for (int register = 0; register < REGISTERS; register++) {
                if ((written & 1 << register) != 0) {
                    ranges[register] = result;
                }
            }
        }
    }

    private static Range result(Code.Placed placed, Range[] ranges) {
        return switch (placed.instruction()) {
            case Instruction.Alu(var width, var op, var dst, var operand) -> width == Width.W64
                    ? Range.alu64(op, ranges[dst.number()], operand(operand, ranges))
                    : Range.alu32(op, ranges[dst.number()], operand(operand, ranges));
            case Instruction.Negate(var width, var dst) -> width == Width.W64
                    ? Range.alu64(AluOp.SUB, Range.constant(0), ranges[dst.number()])
                    : Range.UNSIGNED_INT;
            case Instruction.MoveSignExtended(var width, var bits, _, var src) -> {
                Range extended = ranges[src.number()].signExtended(bits);
                yield width == Width.W64 ? extended : extended.truncated();
            }
            case Instruction.ByteSwap swap -> swap.bits() == 64 ? Range.ALL : Range.between(0, (1L << swap.bits()) - 1);
            case Instruction.LoadWide(_, var source, _, _) when source == WideSource.FUNCTION -> Range.ALL;
            case Instruction.LoadWide wide -> Range.constant(wide.value());
            case Instruction.Load(var size, var signed, _, _, _) -> signed
                    ? Range.ALL.signExtended(size.bytes() * 8)
                    : ofSize(size);
            case Instruction.LoadAcquire(var size, _, _, _) -> ofSize(size);
            case Instruction.Atomic(var size, _, _, _, _) -> ofSize(size);
            case Instruction.LoadPacketAbsolute(var size, _) -> ofSize(size);
            case Instruction.LoadPacketIndirect(var size, _, _) -> ofSize(size);
            default -> Range.ALL;
        };
    }

    private static Range ofSize(Size size) {
        return size == Size.DW ? Range.ALL : Range.between(0, (1L << size.bytes() * 8) - 1);
    }

    private Block block(int slot) {
        return java.util.Objects.requireNonNull(blocks.get(slot));
    }

    private Range[] before(int slot) {
        return java.util.Objects.requireNonNull(before.get(slot));
    }

    /** What is known where a block starts; null inside of blocks, and where no run comes. */
    Range @Nullable [] at(int slot) {
        return before.get(slot);
    }
}
