package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.Helper;

import java.util.Set;

/** What programs that nobody has verified are asked at each step, and a {@link Fault} where the answer is wrong. */
public final class Guard {
    /** What may be called with a spin lock held; the second lock is refused by the run itself. */
    private static final Set<String> LOCKING = Set.of(Helper.SPIN_LOCK.functionName(),
            Helper.SPIN_UNLOCK.functionName(), "bpf_iter_num_new", "bpf_iter_num_next", "bpf_iter_num_destroy");

    private Guard() {
    }

    /** Whether the program may read there; the full address is the answer. */
    public static long read(long address, Run run, int size, int slot) {
        return access(address, run, size, false, slot);
    }

    /** Whether the program may write there; the full address is the answer. */
    public static long write(long address, Run run, int size, int slot) {
        return access(address, run, size, true, slot);
    }

    /** Whether the program may read and write there as one step; the full address is the answer. */
    public static long modify(long address, Run run, int size, int slot) {
        access(address, run, size, false, slot);
        return aligned(access(address, run, size, true, slot), size, slot);
    }

    /** As {@link #read}, where the address must be a multiple of the size. */
    public static long readAligned(long address, Run run, int size, int slot) {
        return aligned(access(address, run, size, false, slot), size, slot);
    }

    /** As {@link #write}, where the address must be a multiple of the size. */
    public static long writeAligned(long address, Run run, int size, int slot) {
        return aligned(access(address, run, size, true, slot), size, slot);
    }

    private static long access(long address, Run run, int size, boolean write, int slot) {
        try {
            return new AccessCheck(run).check(address, size, write);
        } catch (Fault fault) {
            throw fault.at(slot);
        }
    }

    private static long aligned(long address, int size, int slot) {
        try {
            return Atomics.aligned(address, size);
        } catch (Fault fault) {
            throw fault.at(slot);
        }
    }

    /** Counts a jump backwards or a call. */
    public static void spend(Run run, long limit, int slot) {
        if (run.count() > limit) {
            throw new Fault(slot, "still running after " + limit + " jumps backwards and calls");
        }
    }

    /** Calls a helper or a kernel function with arguments that suit it. */
    public static long call(HelperTable.Entry function, Run run, long a1, long a2, long a3, long a4, long a5,
            boolean kfunc, int slot) {
        try {
            long[] registers = {0, a1, a2, a3, a4, a5};
            check(run, new AccessCheck(run), function, registers, kfunc);
            return function.function().call(run, a1, a2, a3, a4, a5);
        } catch (Fault fault) {
            throw fault.at(slot);
        }
    }

    /** Calls what a register holds: a function of the program, or a helper by its number. */
    public static long callRegister(LoadedProgram program, long target, Run run, long a1, long a2, long a3, long a4,
            long a5, int slot) {
        try {
            return FunctionAddress.isOne(target)
                    ? run.call(program, FunctionAddress.slot(target), a1, a2, a3, a4, a5, true)
                    : call(program.helpers().helper((int) target), run, a1, a2, a3, a4, a5, false, slot);
        } catch (Fault fault) {
            throw fault.at(slot);
        }
    }

    /** Whether a call may be made, and with these arguments. */
    static void check(Run run, AccessCheck access, HelperTable.Entry function, long[] registers, boolean kfunc) {
        if (run.holdsLock() && !LOCKING.contains(function.name())) {
            throw new Fault("it calls " + function.name() + " while it holds a spin lock");
        }
        ArgumentCheck.check(run, access, function, registers, kfunc);
    }

    /** A packet's bytes. */
    public static long loadPacket(Run run, int position, int size, int slot) {
        try {
            return run.loadPacket(position, size);
        } catch (Fault fault) {
            throw fault.at(slot);
        }
    }

    /** Whether a run may end here. */
    public static void end(Run run) {
        if (run.holdsLock()) {
            throw new Fault("it ends while it holds a spin lock");
        }
    }

    /** Takes a stack frame. */
    public static long pushFrame(Run run, int slot) {
        try {
            return run.pushFrame();
        } catch (Fault fault) {
            throw fault.at(slot);
        }
    }

    /** For an instruction that nothing may carry out. */
    public static Fault refuse(int slot, String reason) {
        return new Fault(slot, reason);
    }
}
