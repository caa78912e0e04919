package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Which of all the instructions that were followed are on the path that is followed now: stretches of them, by their ordinal
 * numbers. Of a path that is put off no more than where its last stretch ended is kept, so that a million instructions cost
 * little.
 */
final class Trail implements Events {
    /** Instructions {@code from} to {@code to}, which follow on those of another stretch. */
    record Stretch(@Nullable Stretch before, int from, int to) {}

    private final Program program;
    private final Deque<Stretch> putOff = new ArrayDeque<>();
    private final BitSet packetChecks = new BitSet();
    private final BitSet nullChecks = new BitSet();
    private @Nullable Subprograms functions;
    private @Nullable Stretch before;
    private int from = 1;
    private int now;
    private int function;
    private boolean isExploring;
    private boolean isExplored;

    Trail(Program program) {
        this.program = program;
    }

    /** The stretches of the path, the oldest first. */
    List<Stretch> stretches() {
        List<Stretch> all = new ArrayList<>();
        for (Stretch one = new Stretch(before, from, now); one != null; one = one.before()) {
            if (one.from() <= one.to()) {
                all.add(one);
            }
        }
        Collections.reverse(all);
        return all;
    }

    /** The function whose paths are followed: 0 for the program, or one that is checked by itself. */
    int function() {
        return function;
    }

    /** The functions of the program, null if it ended before they were known. */
    @Nullable
    Subprograms functions() {
        return functions;
    }

    /** Whether it ended on a path, and not before the first or behind the last. */
    boolean isOnPath() {
        return isExploring;
    }

    /** Whether it ended behind the last path. */
    boolean isExplored() {
        return isExplored;
    }

    /** Jumps that compare a pointer into the packet with the packet's end, on any path. */
    BitSet packetChecks() {
        return packetChecks;
    }

    /** Jumps that compare a pointer that may be null with zero, on any path. */
    BitSet nullChecks() {
        return nullChecks;
    }

    @Override
    public void functions(Subprograms known) {
        functions = known;
    }

    @Override
    public void begin(int which) {
        function = which;
        before = null;
        from = now + 1;
        isExploring = true;
        isExplored = false;
    }

    @Override
    public void explored() {
        isExploring = false;
        isExplored = true;
    }

    @Override
    public void instruction(State state, Touched touched) {
        now++;
        Insn insn = program.insn(state.insn);
        if (insn.isJump() && insn.op() != Insn.CALL && insn.op() != Insn.EXIT && insn.op() != Insn.JA
                && insn.dst() <= 10 && insn.src() <= 10) {
            note(state.insn, insn, state.top().regs);
        }
    }

    private void note(int slot, Insn insn, Reg[] regs) {
        Reg left = regs[insn.dst()];
        if (insn.hasSource()) {
            packetChecks.set(slot, packetChecks.get(slot) || isPacketCheck(left, regs[insn.src()]));
        } else if (insn.imm() == 0) {
            nullChecks.set(slot, nullChecks.get(slot) || RegType.mayBeNull(left.type()));
        }
    }

    /** Whether two values are a pointer into the packet and the packet's end. */
    static boolean isPacketCheck(Reg left, Reg right) {
        return RegType.isAnyPacket(left.type()) && RegType.isAnyPacket(right.type())
                && (left.type() == RegType.PACKET_END || right.type() == RegType.PACKET_END
                        || RegType.base(left.type()) != RegType.base(right.type()));
    }

    @Override
    public void putOff(State later, int insn, int fromInsn) {
        putOff.push(new Stretch(before, from, now));
    }

    @Override
    public void resumed(State state, int insn, int fromInsn) {
        before = putOff.pop();
        from = now + 1;
    }
}
