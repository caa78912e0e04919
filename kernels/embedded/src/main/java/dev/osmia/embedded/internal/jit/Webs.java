package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Width;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * What a register is used for in different places of a function: a web is all writes of it that reach the same reads. A web
 * whose numbers fit in 32 bits is a variable of 32 bits, with which HotSpot recognises counted loops.
 */
final class Webs {
    /** How the numbers of a web are kept. */
    enum Kind {
        /** 64 bits. */
        LONG,
        /** 32 bits that carry the sign. */
        INT,
        /** 32 bits of a number that has no sign. */
        UNSIGNED
    }

    private static final int REGISTERS = 11;

    private final Function function;
    private final IntPredicate reached;
    /** By the slot of a write: its node, for each register that is written there. */
    private final Map<Integer, int[]> writes = new HashMap<>();
    /** By the slot where a block starts: the node of each register there. */
    private final Map<Integer, int[]> starts = new HashMap<>();
    private final Map<Integer, int[]> reads = new HashMap<>();
    private int[] parent = new int[256];
    private int count;
    private final boolean[] fitsSigned;
    private final boolean[] fitsUnsigned;
    /** Whether instructions of 32 bits work on it, or count with it; others would only convert it all the time. */
    private final boolean[] isWorthIt;

    Webs(Function function, Ranges ranges, IntPredicate reached) {
        this.function = function;
        this.reached = reached;
        connect();
        fitsSigned = new boolean[count];
        fitsUnsigned = new boolean[count];
        isWorthIt = new boolean[count];
        Arrays.fill(fitsSigned, true);
        Arrays.fill(fitsUnsigned, true);
        judge(ranges);
        function.body().forEach(this::weigh);
    }

    private void weigh(Code.Placed placed) {
        switch (placed.instruction()) {
            case Instruction.Alu(var width, var op, var dst, var operand) when op != AluOp.MOV -> {
                int read = read(placed.slot())[dst.number()];
                int written = writes(placed.slot())[dst.number()];
                if (width == Width.W32) {
                    isWorthIt[find(read)] = true;
                    isWorthIt[find(written)] = true;
                    weigh(placed.slot(), operand);
                } else if (operand instanceof Operand.Imm && op == AluOp.ADD && find(read) == find(written)) {
                    isWorthIt[find(read)] = true;
                }
            }
            case Instruction.Branch(var width, _, var dst, var operand, _) when width == Width.W32 -> {
                isWorthIt[find(read(placed.slot())[dst.number()])] = true;
                weigh(placed.slot(), operand);
            }
            default -> {
            }
        }
    }

    private void weigh(int slot, Operand operand) {
        if (operand instanceof Operand.Reg(var register)) {
            isWorthIt[find(read(slot)[register.number()])] = true;
        }
    }

    private int[] read(int slot) {
        return Objects.requireNonNull(reads.get(slot));
    }

    private int[] writes(int slot) {
        return Objects.requireNonNull(writes.get(slot));
    }

    private int node() {
        if (count == parent.length) {
            parent = Arrays.copyOf(parent, 2 * count);
        }
        parent[count] = count;
        return count++;
    }

    private int find(int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private int[] start(int slot) {
        return starts.computeIfAbsent(slot, _ -> {
            int[] nodes = new int[REGISTERS];
            Arrays.setAll(nodes, _ -> node());
            return nodes;
        });
    }

    private boolean isStart(int slot) {
        return slot == function.entry() || function.targets().get(slot);
    }

    private void connect() {
        int[] now = start(function.entry()).clone();
        int next = -1;
        for (Code.Placed placed : function.body()) {
            int slot = placed.slot();
            if (isStart(slot)) {
                if (next == slot) {
                    flow(now, slot);
                }
                now = start(slot).clone();
            }
            reads.put(slot, now.clone());
            int written = Flow.written(placed.instruction());
            if (written != 0) {
                int[] nodes = new int[REGISTERS];
                for (int register = 0; register < REGISTERS; register++) {
                    if ((written & 1 << register) != 0) {
                        nodes[register] = node();
                        now[register] = nodes[register];
                    }
                }
                writes.put(slot, nodes);
            }
            int target = Flow.target(placed);
            if (target >= 0 && reached.test(target)) {
                flow(now, target);
            }
            next = Flow.goesOn(placed.instruction()) ? placed.nextSlot() : -1;
        }
    }

    private void flow(int[] now, int to) {
        int[] start = start(to);
        for (int register = 0; register < REGISTERS; register++) {
            if ((function.liveAt()[to] & 1 << register) != 0) {
                parent[find(now[register])] = find(start[register]);
            }
        }
    }

    private void judge(Ranges ranges) {
        for (int node : start(function.entry())) {
            fit(node, Range.ALL);
        }
        Range[] now = new Range[REGISTERS];
        Arrays.fill(now, Range.ALL);
        for (Code.Placed placed : function.body()) {
            Range[] known = ranges.at(placed.slot());
            if (known != null) {
                now = known.clone();
            } else if (isStart(placed.slot())) {
                Arrays.fill(now, Range.ALL);
            }
            Ranges.step(placed, now);
            int[] nodes = writes.get(placed.slot());
            if (nodes != null) {
                int written = Flow.written(placed.instruction());
                boolean clobbers = placed.instruction() instanceof Instruction.CallHelper
                        || placed.instruction() instanceof Instruction.CallKfunc
                        || placed.instruction() instanceof Instruction.CallLocal
                        || placed.instruction() instanceof Instruction.CallRegister;
                for (int register = 0; register < REGISTERS; register++) {
                    boolean isJunk = clobbers && register != 0;
                    if ((written & 1 << register) != 0 && !isJunk) {
                        fit(nodes[register], now[register]);
                    }
                }
            }
        }
    }

    private void fit(int node, Range range) {
        fitsSigned[find(node)] &= range.isInt();
        fitsUnsigned[find(node)] &= range.isUnsignedInt();
    }

    private Kind kind(int node) {
        int web = find(node);
        if (!isWorthIt[web]) {
            return Kind.LONG;
        }
        return fitsSigned[web] ? Kind.INT : fitsUnsigned[web] ? Kind.UNSIGNED : Kind.LONG;
    }

    /** How a register is kept that the instruction at a slot reads. */
    Kind read(int slot, int register) {
        return kind(read(slot)[register]);
    }

    /** How a register is kept that the instruction at a slot writes. */
    Kind write(int slot, int register) {
        return kind(writes(slot)[register]);
    }

}
