package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

/** Memory that calls are given ({@code check_helper_mem_access}). */
final class MemoryArguments {
    private final Verification of;
    private final MemoryCheck memory;

    MemoryArguments(Verification of, MemoryCheck memory) {
        this.of = of;
        this.memory = memory;
    }

    /**
     * Checks that bytes behind a pointer can be read or written by a call.
     *
     * @param call what is known of the call, null if the memory must be initialised whatever the call does with it
     */
    void check(int register, int size, boolean isWrite, boolean mayBeEmpty, @Nullable Call call) {
        Reg pointer = of.reg(register);
        int off = pointer.off();
        switch (RegType.base(pointer.type())) {
            case RegType.PACKET, RegType.PACKET_META -> memory.packets.checkRange(register, off, size, mayBeEmpty);
            case RegType.MAP_KEY -> {
                checkWritable(register, isWrite);
                memory.bounds.check(register, off, size, pointer.map().keySize(), false);
            }
            case RegType.MAP_VALUE -> {
                memory.values.checkDirection(register, off, size, isWrite);
                memory.values.checkPlace(register, off, size, mayBeEmpty, false);
            }
            case RegType.MEM -> {
                checkWritable(register, isWrite && (pointer.type() & RegType.RDONLY) != 0);
                memory.bounds.check(register, off, size, pointer.memorySize(), mayBeEmpty);
            }
            case RegType.BUF -> {
                checkWritable(register, isWrite && (pointer.type() & RegType.RDONLY) != 0);
                memory.buffers.checkPlace(register, off, size);
            }
            case RegType.STACK -> memory.stack.checkInitialized(register, off, size, mayBeEmpty, isWrite, call);
            case RegType.BTF_ID -> memory.objects.access(register, off, size, false, -1);
            case RegType.CTX -> checkContext(register, size, isWrite, mayBeEmpty);
            default -> checkNothing(register, size, mayBeEmpty);
        }
    }

    private void checkWritable(int register, boolean isRefused) {
        if (isRefused) {
            throw of.forbid("R" + register + " cannot write into " + RegType.name(of.reg(register).type()));
        }
    }

    /** A context that is the program's own may be passed as memory. */
    private void checkContext(int register, int size, boolean isWrite, boolean mayBeEmpty) {
        if (memory.context.isConverted()) {
            checkNothing(register, size, mayBeEmpty);
        } else if (size == 0) {
            if (!mayBeEmpty) {
                throw of.forbid("");
            }
        } else if (isWrite) {
            memory.write(register, size - 1, 1, -1, false);
        } else {
            memory.read(register, size - 1, 1, -1, false, false);
        }
    }

    private void checkNothing(int register, int size, boolean mayBeEmpty) {
        Reg reg = of.reg(register);
        if (!mayBeEmpty || size != 0 || !reg.isZero()) {
            throw of.forbid("R" + register + " type=" + RegType.name(reg.type()) + " expected=fp");
        }
    }

    /** Checks a size argument together with the memory of the argument before it ({@code check_mem_size_reg}). */
    void checkSized(int register, boolean isWrite, boolean mayBeEmpty, Call call) {
        Scalar size = of.reg(register).value();
        call.mostBytes = size.umax();
        if (size.smin() < 0) {
            throw of.forbid("R" + register + " min value is negative, either use unsigned or 'var &= const'");
        }
        if (size.umin() == 0 && !mayBeEmpty) {
            throw of.forbid(
                    "R" + register + " invalid zero-sized read: u64=[" + size.umin() + "," + size.umax() + "]");
        }
        if (Long.compareUnsigned(size.umax(), PointerArithmetic.MOST_OFFSET) >= 0) {
            throw of.forbid(
                    "R" + register + " unbounded memory access, use 'var &= const' or 'if (var < const)'");
        }
        check(register - 1, (int) size.umax(), isWrite, mayBeEmpty, size.isConstant() ? call : null);
        of.precision.need(register);
    }

    /** As {@link #checkSized}, of memory that the kernel may read and write and that may be null. */
    void checkSizedBoth(int register) {
        Reg pointer = of.reg(register - 1);
        boolean mayBeNull = RegType.mayBeNull(pointer.type());
        if (mayBeNull) {
            of.regs()[register - 1] = NullRules.notNull(pointer);
        }
        checkSized(register, false, true, new Call());
        checkSized(register, true, true, new Call());
        if (mayBeNull) {
            of.regs()[register - 1] = pointer;
        }
    }

    /** Checks memory of a known size that a function of the program may read and write ({@code check_mem_reg}). */
    void checkFixed(int register, int size) {
        Reg pointer = of.reg(register);
        if (pointer.isZero()) {
            return;
        }
        boolean mayBeNull = RegType.mayBeNull(pointer.type());
        if (mayBeNull) {
            of.regs()[register] = NullRules.notNull(pointer);
        }
        check(register, size, false, true, null);
        check(register, size, true, true, null);
        if (mayBeNull) {
            of.regs()[register] = pointer;
        }
    }
}
