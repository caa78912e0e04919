package dev.osmia.proof.verdicts;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;

import java.util.Map;
import java.util.Set;

/** What programs of each type find in their context. */
final class Contexts {
    private static final int[] BUFFER = {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 52, 56, 60, 64, 68};
    private static final int[] INTERFACE = {12, 16};
    private static final Map<ProgramType, int[]> FIELDS = Map.of(ProgramType.SOCKET_FILTER, BUFFER,
            ProgramType.SCHED_CLS, BUFFER, ProgramType.CGROUP_SKB, BUFFER, ProgramType.XDP, INTERFACE);
    private static final Set<ProgramType> BUFFERS = Set.of(ProgramType.SOCKET_FILTER, ProgramType.SCHED_CLS,
            ProgramType.CGROUP_SKB);

    private Contexts() {
    }

    static boolean hasBuffer(Pen pen) {
        return BUFFERS.contains(pen.program.type());
    }

    static boolean hasPacket(Pen pen) {
        return pen.program.type() == ProgramType.XDP
                || hasBuffer(pen) && pen.program.type() != ProgramType.SOCKET_FILTER;
    }

    /** Offsets of the packet's start and end. */
    static int start(Pen pen) {
        return pen.program.type() == ProgramType.XDP ? 0 : 76;
    }

    /** Loads a number from the context in r6; false if the type has none. */
    static boolean read(Pen pen, Register to) {
        int[] fields = FIELDS.get(pen.program.type());
        switch (pen.program.type()) {
            case KPROBE -> pen.add(Insns.load(Size.DW, to, Register.R6, 8 * pen.dice.below(21)));
            case RAW_TRACEPOINT -> pen.add(Insns.load(Size.DW, to, Register.R6, 8 * pen.dice.below(12)));
            case SYSCALL -> pen.add(Insns.load(pen.dice.size(), to, Register.R6, 8 * pen.dice.below(8)));
            case TRACEPOINT -> pen.add(Insns.load(Size.DW, to, Register.R6, 8 + 8 * pen.dice.below(20)));
            default -> {
                if (fields == null) {
                    return false;
                }
                int field = fields[pen.dice.below(fields.length)];
                boolean isPart = hasBuffer(pen) && field < 48 && pen.dice.chance(15);
                Size size = isPart ? pen.dice.of(Size.B, Size.H) : Size.W;
                pen.add(Insns.load(size, to, Register.R6,
                        isPart ? field + pen.dice.below(4 / size.bytes()) * size.bytes() : field));
            }
        }
        return true;
    }

    static void write(Pen pen) {
        if (!pen.get(Register.R6).is(Scene.Sort.CONTEXT)) {
            return;
        }
        Register from = pen.number();
        if (hasBuffer(pen)) {
            pen.add(Insns.store(Size.W, Register.R6, 48 + 4 * pen.dice.below(5), from));
        } else if (pen.program.type() == ProgramType.SYSCALL) {
            pen.add(Insns.store(pen.dice.size(), Register.R6, 8 * pen.dice.below(8), from));
        }
    }
}
