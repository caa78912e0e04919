package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.verifier.internal.path.Rejection;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Where the functions of a program begin and end ({@code add_subprog_and_kfunc}, {@code check_subprogs}). */
public final class Subprograms {
    private static final int MOST = 256;

    private final Program program;
    private final KernelCallees callees;
    private final int[] starts;
    private final Subprogram[] all;
    private final int exceptionHandler;
    /** Whether the program throws where nothing of its own handles it, so that Linux adds what does. */
    public boolean throwsUnhandled;

    /** A function, and what is found out about it. */
    public static final class Subprogram {
        private final int start;
        private final int end;
        public int stackDepth;
        public boolean hasTailCall;
        public boolean hasPacketLoad;
        public boolean isCallback;
        public boolean isAsyncCallback;
        public boolean isExceptionCallback;
        public boolean changesPacket;
        public boolean maySleep;
        public boolean isCalled;
        public boolean isVerified;
        public boolean isUnreliable;

        Subprogram(int start, int end) {
            this.start = start;
            this.end = end;
        }

        public int start() {
            return start;
        }

        /** The slot behind it. */
        public int end() {
            return end;
        }
    }

    /**
     * Finds the functions.
     *
     * @throws Rejection if a call leads nowhere, or a jump out of its function
     */
    public Subprograms(Program program) {
        this.program = program;
        callees = new KernelCallees(program);
        TreeSet<Integer> found = new TreeSet<>();
        found.add(0);
        for (int slot = 0; slot < program.length(); slot++) {
            Insn insn = program.insn(slot);
            if (insn.callsFunction() || insn.takesFunction()) {
                add(found, (long) slot + insn.imm() + 1);
            } else if (insn.callsKernel()) {
                callees.add(insn);
            }
        }
        int handler = ExceptionHandler.start(program);
        if (handler != 0) {
            add(found, handler);
        }
        starts = found.stream().mapToInt(Integer::intValue).toArray();
        all = new Subprogram[starts.length];
        for (int index = 0; index < starts.length; index++) {
            all[index] = new Subprogram(starts[index],
                    index + 1 < starts.length ? starts[index + 1] : program.length());
        }
        exceptionHandler = handler == 0 ? 0 : startingAt(handler);
        if (exceptionHandler != 0) {
            Subprogram function = all[exceptionHandler];
            function.isCallback = true;
            function.isAsyncCallback = true;
            function.isExceptionCallback = true;
        }
    }

    private void add(Set<Integer> found, long start) {
        if (start < 0 || start >= program.length()) {
            throw new Rejection(Errno.EINVAL, "call to invalid destination");
        }
        if (found.add((int) start) && found.size() > MOST) {
            throw new Rejection(Errno.E2BIG, "too many subprograms");
        }
    }

    /** The number of the function that is called when the program throws, 0 if there is none. */
    public int exceptionHandler() {
        return exceptionHandler;
    }

    /** The functions of the kernel that it calls. */
    public KernelCallees callees() {
        return callees;
    }

    public int count() {
        return all.length;
    }

    public Subprogram get(int index) {
        return all[index];
    }

    /** The number of the function that begins at a slot, or a negative number. */
    public int startingAt(int slot) {
        return Arrays.binarySearch(starts, slot);
    }

    /** The number of the function that a slot is in. */
    public int containing(int slot) {
        int at = Arrays.binarySearch(starts, slot);
        return at >= 0 ? at : -at - 2;
    }

    /**
     * Checks that jumps stay inside and that no function runs into the next.
     *
     * @throws Rejection if one does
     */
    public void checkJumps() {
        for (Subprogram subprogram : all) {
            for (int slot = subprogram.start; slot < subprogram.end; slot++) {
                Insn insn = program.insn(slot);
                if (insn.callsHelper() && insn.imm() == Helper.TAIL_CALL.id()) {
                    subprogram.hasTailCall = true;
                }
                if (insn.family() == Insn.LD && (insn.mode() == Insn.ABS || insn.mode() == Insn.IND)) {
                    subprogram.hasPacketLoad = true;
                }
                if (insn.isJump() && insn.op() != Insn.EXIT && insn.op() != Insn.CALL) {
                    long target = (long) slot + insn.distance() + 1;
                    if (target < subprogram.start || target >= subprogram.end) {
                        throw new Rejection(Errno.EINVAL,
                                "jump out of range from insn " + slot + " to " + (int) target);
                    }
                }
            }
            int last = program.insn(subprogram.end - 1).code();
            if (last != (Insn.JMP | Insn.EXIT) && last != (Insn.JMP32 | Insn.JA) && last != (Insn.JMP | Insn.JA)) {
                throw new Rejection(Errno.EINVAL, "last insn is not an exit or jmp");
            }
        }
    }
}
