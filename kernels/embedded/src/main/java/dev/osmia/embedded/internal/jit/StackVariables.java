package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The places in a function's stack frame that nothing can know by their address: local variables of the JVM hold them. HotSpot
 * keeps those in registers, and what memory would make it forget it knows of them.
 */
final class StackVariables {
    private static final int WORD = 8;

    /**
     * A variable.
     *
     * @param start from the end of the frame
     * @param size bytes that it holds, in the order of memory
     */
    record Variable(int start, int size) {}

    /** A range that some instruction accesses. */
    private record Range(int start, int size) {}

    private final Function function;
    private final StackFlow flow;
    private final HelperTable helpers;
    private final Lookups lookups;
    private final BitSet known = new BitSet();
    private final Map<Range, Range> ranges = new HashMap<>();
    private final Map<Range, Variable> variables = new HashMap<>();
    private boolean isAllKnown;

    private StackVariables(Function function, StackFlow flow, HelperTable helpers, Lookups lookups) {
        this.function = function;
        this.flow = flow;
        this.helpers = helpers;
        this.lookups = lookups;
    }

    /** Finds the variables of a function. */
    static StackVariables of(Function function, StackFlow flow, HelperTable helpers, Lookups lookups) {
        StackVariables found = new StackVariables(function, flow, helpers, lookups);
        function.body().forEach(found::look);
        if (!found.isAllKnown) {
            found.group();
        }
        return found;
    }

    /** The variable that holds a range of the frame, null if that is in memory. */
    @Nullable
    Variable at(int start, int size) {
        return variables.get(new Range(start, size));
    }

    /** All of them. */
    Set<Variable> all() {
        return new HashSet<>(variables.values());
    }

    private void look(Code.Placed placed) {
        int slot = placed.slot();
        switch (placed.instruction()) {
            case Instruction.Load(var size, _, _, var src, var offset) -> access(slot, src, offset, size);
            case Instruction.Store(var size, var dst, var offset, var src) -> {
                access(slot, dst, offset, size);
                tell(slot, src);
            }
            case Instruction.StoreImmediate(var size, var dst, var offset, _) -> access(slot, dst, offset, size);
            case Instruction.LoadAcquire(var size, _, var src, var offset) -> shared(slot, src, offset, size);
            case Instruction.StoreRelease(var size, var dst, var offset, var src) -> {
                shared(slot, dst, offset, size);
                tell(slot, src);
            }
            case Instruction.Atomic atomic -> {
                shared(slot, atomic.dst(), atomic.offset(), atomic.size());
                tell(slot, atomic.src());
                tell(slot, Register.R0);
            }
            case Instruction.CallHelper(var id) -> call(placed, helpers.has(id) ? helpers.helper(id) : null);
            case Instruction.CallKfunc(var index, _) -> call(placed, index < 0 ? null : helpers.kfuncEntry(index));
            case Instruction.CallLocal _,Instruction.CallRegister _ -> {
                for (int register = 1; register <= 5; register++) {
                    tell(slot, Register.of(register));
                }
            }
            case Instruction.Exit _ -> tell(slot, Register.R0);
            default -> {
            }
        }
    }

    private void access(int slot, Register base, int offset, Size size) {
        int at = flow.offset(slot, base);
        if (at == StackFlow.UNKNOWN) {
            isAllKnown = true;
        } else if (at != StackFlow.NONE) {
            Range range = new Range(at + offset, size.bytes());
            ranges.put(range, range);
            if (range.start() < -VirtualCpu.FRAME_SIZE || range.start() + range.size() > 0) {
                isAllKnown = true;
            }
        }
    }

    private void shared(int slot, Register base, int offset, Size size) {
        int at = flow.offset(slot, base);
        if (at == StackFlow.UNKNOWN) {
            isAllKnown = true;
        } else if (at != StackFlow.NONE) {
            know(at + offset, size.bytes());
        }
    }

    /** Somebody gets to know a register, and may go anywhere in the frame from there. */
    private void tell(int slot, Register register) {
        boolean isRead = (function.liveAt()[slot] & 1 << register.number()) != 0;
        isAllKnown |= isRead && flow.offset(slot, register) != StackFlow.NONE;
    }

    /** A helper goes upwards from what it gets; one that calls back hands it to code that may go anywhere. */
    private void call(Code.Placed placed, HelperTable.@Nullable Entry helper) {
        Lookups.Lookup lookup = lookups.at(placed.slot());
        int count = helper == null ? 5 : helper.arguments().size();
        for (int register = 1; register <= count; register++) {
            int at = flow.offset(placed.slot(), Register.of(register));
            if (at == StackFlow.NONE) {
                continue;
            }
            if (at == StackFlow.UNKNOWN || helper == null || callsBack(helper)) {
                isAllKnown = true;
            } else if (register == 2 && lookup != null) {
                access(placed.slot(), Register.R2, 0, Size.W);
            } else {
                know(at, -at);
            }
        }
    }

    private static boolean callsBack(HelperTable.Entry helper) {
        return helper.arguments().stream().anyMatch(type -> type.kind() == dev.osmia.abi.ArgumentKind.PTR_TO_FUNC);
    }

    private void know(int start, int size) {
        int low = Math.max(start, -VirtualCpu.FRAME_SIZE);
        int high = Math.min(start + size, 0);
        if (low < high) {
            known.set(low + VirtualCpu.FRAME_SIZE, high + VirtualCpu.FRAME_SIZE);
        }
    }

    /** Ranges that overlap share a variable: one of their size if they are the same, else the word that they lie in. */
    private void group() {
        for (Range range : ranges.keySet()) {
            int start = range.start();
            int end = start + range.size();
            boolean isSame = true;
            boolean grew = true;
            while (grew) {
                grew = false;
                for (Range other : ranges.keySet()) {
                    if (other.start() < end && start < other.start() + other.size()) {
                        isSame &= other.equals(range);
                        int low = Math.min(start, other.start());
                        int high = Math.max(end, other.start() + other.size());
                        grew |= low != start || high != end;
                        start = low;
                        end = high;
                    }
                }
            }
            if (isSame) {
                add(range, start, end - start);
            } else if (Math.floorDiv(start, WORD) == Math.floorDiv(end - 1, WORD)) {
                add(range, Math.floorDiv(start, WORD) * WORD, WORD);
            }
        }
    }

    private void add(Range range, int start, int size) {
        int from = start + VirtualCpu.FRAME_SIZE;
        int next = known.nextSetBit(from);
        if (next < 0 || next >= from + size) {
            variables.put(range, new Variable(start, size));
        }
    }
}
