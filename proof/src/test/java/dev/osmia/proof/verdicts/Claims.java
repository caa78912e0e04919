package dev.osmia.proof.verdicts;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the verifier claims of the numbers in registers, before each instruction of every path. Each claim is about all
 * registers together; a run has to fulfil one of those that were made for the slot where it is. That is so only if all
 * paths are followed: of a path that was pruned nothing is claimed but that it is safe.
 */
final class Claims implements Events {
    private static final int MOST = 30_000;

    private final Map<Integer, List<@Nullable Scalar[]>> bySlot = new HashMap<>();
    private int count;

    @Override
    public boolean wantsAllPaths() {
        return true;
    }

    @Override
    public void instruction(State state, Touched touched) {
        if (++count > MOST) {
            throw new Unsupported("more than " + MOST + " instructions on all paths");
        }
        @Nullable
        Scalar[] claim = new Scalar[Frame.REGISTERS];
        for (int number = 0; number < claim.length; number++) {
            Reg reg = state.top().regs[number];
            claim[number] = reg.isNumber() ? reg.value() : null;
        }
        bySlot.computeIfAbsent(state.insn, _ -> new ArrayList<>()).add(claim);
    }

    /** Whether a claim for the slot is true of these registers. */
    boolean hold(int slot, long[] registers) {
        return bySlot.getOrDefault(slot, List.of()).stream().anyMatch(claim -> holds(claim, registers));
    }

    private static boolean holds(@Nullable Scalar[] claim, long[] registers) {
        for (int number = 0; number < claim.length; number++) {
            Scalar number64 = claim[number];
            if (number64 != null && !contains(number64, registers[number])) {
                return false;
            }
        }
        return true;
    }

    static boolean contains(Scalar claim, long value) {
        int low = (int) value;
        return Long.compareUnsigned(claim.umin(), value) <= 0 && Long.compareUnsigned(value, claim.umax()) <= 0
                && claim.smin() <= value && value <= claim.smax()
                && Integer.compareUnsigned(claim.u32min(), low) <= 0
                && Integer.compareUnsigned(low, claim.u32max()) <= 0
                && claim.s32min() <= low && low <= claim.s32max()
                && (value & ~claim.bits().mask()) == claim.bits().value();
    }

    /** What was claimed for a slot, a line each. */
    String text(int slot) {
        StringBuilder text = new StringBuilder();
        for (@Nullable
        Scalar[] claim : bySlot.getOrDefault(slot, List.of())) {
            for (int number = 0; number < claim.length; number++) {
                Scalar known = claim[number];
                text.append(known == null ? "" : " r" + number + " " + known.logText());
            }
            text.append('\n');
        }
        return text.isEmpty() ? "nothing: it counts as out of reach\n" : text.toString();
    }
}
