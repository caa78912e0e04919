package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.History;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

/** Loads from the stack and stores to it: registers that are spilled come back as they were. */
public final class StackCheck {
    /** {@code MAX_BPF_STACK}. */
    static final int MOST_BYTES = 512;

    private final Verification of;

    StackCheck(Verification of) {
        this.of = of;
    }

    /** Checks that an access stays on the stack, and makes the stack as deep as it needs ({@code check_stack_access_within_bounds}). */
    void checkBounds(int register, int off, int size, boolean isWrite) {
        Reg pointer = of.reg(register);
        Frame frame = of.frameOf(pointer);
        Scalar value = pointer.value();
        long least;
        long most;
        String how = isWrite ? " write to" : " read from";
        if (value.isConstant()) {
            least = value.constant() + off;
            most = least + size;
        } else {
            if (value.smax() >= PointerArithmetic.MOST_OFFSET || value.smin() <= -PointerArithmetic.MOST_OFFSET) {
                throw of.forbid("invalid unbounded variable-offset" + how + " stack R" + register);
            }
            least = value.smin() + off;
            most = value.smax() + off + size;
        }
        int deepest = isWrite || of.policy.mayReadUninitializedStack() ? -MOST_BYTES : -frame.stackBytes();
        if (least < deepest || least > -1 || most > 0 || size < 0) {
            Errno errno = least < deepest || least > -1 ? Errno.EACCES : most > 0 ? Errno.EINVAL : Errno.EFAULT;
            throw of.reject(errno, value.isConstant()
                    ? "invalid" + how + " stack R" + register + " off=" + off + " size=" + size
                    : "invalid variable-offset" + how + " stack R" + register + " var_off=" + value.bits() + " off="
                            + off + " size=" + size);
        }
        grow(frame, (int) -least);
    }

    private void grow(Frame frame, int bytes) {
        int slots = (bytes + Slot.SIZE - 1) / Slot.SIZE;
        if (slots > frame.slots()) {
            frame.grow(slots);
            var subprogram = of.subprograms.get(frame.subprogram);
            subprogram.stackDepth = Math.max(subprogram.stackDepth, slots * Slot.SIZE);
        }
    }

    /** Checks a load; a target below 0 stands for none. */
    void read(int register, int off, int size, int target) {
        Reg pointer = of.reg(register);
        Frame frame = of.frameOf(pointer);
        Scalar value = pointer.value();
        if (value.isConstant()) {
            readFixed(frame, (int) (off + value.constant()), size, target);
            return;
        }
        if (target < 0) {
            throw of.forbid("variable offset stack pointer cannot be passed into helper function; var_off="
                    + value.bits() + " off=" + off + " size=" + size);
        }
        checkInitialized(register, off, size, false, false, null);
        of.fastCalls.access(frame.subprogram, of.insn, (int) (value.smin() + off));
        readBytes(frame, (int) (value.smin() + off), (int) (value.smax() + off) + size, target);
    }

    private void readFixed(Frame frame, int off, int size, int target) {
        int index = -off - 1;
        int number = index / Slot.SIZE;
        Slot slot = frame.slot(number);
        of.touched.slot(number);
        of.fastCalls.access(of.frame().subprogram, of.insn, off);
        of.stackLiveness.read(of.state, frame.number, of.insn, 1L << number);
        if (!slot.isSpill()) {
            checkBytes(slot, index, off, size, false);
            if (target >= 0) {
                readBytes(frame, off, off + size, target);
            }
            return;
        }
        boolean isFill = fill(slot, index, off, size, target);
        if (isFill) {
            of.remember(of.state, History.stackAccess(frame.number, number), 0);
        }
    }

    /** Takes a spilled register back, or a part of it; false if what is read is no register any more. */
    private boolean fill(Slot slot, int index, int off, int size, int target) {
        Reg spilled = slot.spilled();
        int spillSize = 1;
        while (spillSize < Slot.SIZE && slot.type(Slot.SIZE - 1 - spillSize) == Slot.SPILL) {
            spillSize++;
        }
        if (size == Slot.SIZE && spillSize == Slot.SIZE) {
            if (target >= 0) {
                of.regs()[target] = spilled;
            } else if (!of.policy.mayLeakPointers() && !spilled.isNumber()) {
                throw of.forbid("leaking pointer from stack off " + off);
            }
            return true;
        }
        if (!spilled.isNumber()) {
            throw of.forbid("invalid size of register fill");
        }
        if (target < 0) {
            return false;
        }
        if (size <= spillSize && off % Slot.SIZE == 0) {
            boolean keepsId = ArithmeticCheck.width(spilled) <= size * Byte.SIZE;
            of.regs()[target] = keepsId ? spilled : spilled.withId(0).withOff(0);
            return true;
        }
        int spills = 0;
        int zeros = 0;
        for (int byteIndex = 0; byteIndex < size; byteIndex++) {
            int type = slot.type((index - byteIndex) % Slot.SIZE);
            spills += type == Slot.SPILL ? 1 : 0;
            zeros += type == Slot.ZERO ? 1 : 0;
        }
        checkBytes(slot, index, off, size, true);
        boolean isZeroSpill = spills == size && spilled.isZero();
        of.regs()[target] = isZeroSpill || zeros == size ? Reg.ZERO : Reg.UNKNOWN;
        return isZeroSpill;
    }

    private void checkBytes(Slot slot, int index, int off, int size, boolean mayBeSpill) {
        for (int byteIndex = 0; byteIndex < size; byteIndex++) {
            int type = slot.type((index - byteIndex) % Slot.SIZE);
            boolean isGood = type == Slot.MISC || type == Slot.ZERO || mayBeSpill && type == Slot.SPILL
                    || type == Slot.INVALID && of.policy.mayReadUninitializedStack();
            if (!isGood) {
                throw of.forbid("invalid read from stack off " + off + "+" + byteIndex + " size " + size);
            }
        }
    }

    private void readBytes(Frame frame, int from, int to, int target) {
        boolean areZeros = true;
        for (int off = from; off < to && areZeros; off++) {
            int index = -off - 1;
            of.touched.slot(index / Slot.SIZE);
            areZeros = frame.slot(index / Slot.SIZE).type(index % Slot.SIZE) == Slot.ZERO;
        }
        of.regs()[target] = areZeros ? Reg.ZERO : Reg.UNKNOWN;
    }

    /** Checks a store of a register; one below 0 stands for a constant or for what is not known. */
    void write(int register, int off, int size, int source) {
        Reg pointer = of.reg(register);
        Frame frame = of.frameOf(pointer);
        if (pointer.value().isConstant()) {
            writeFixed(frame, (int) (off + pointer.value().constant()), size, source);
        } else {
            writeSomewhere(frame, pointer, off, size, source);
        }
    }

    private boolean isConstantStore() {
        Insn insn = of.program.insn(of.insn);
        return insn.family() == Insn.ST && insn.mode() == Insn.MEM;
    }

    private void writeFixed(Frame frame, int off, int size, int source) {
        int index = -off - 1;
        int number = index / Slot.SIZE;
        Slot before = frame.slot(number);
        if (!of.policy.mayLeakPointers() && before.isSpill() && !before.isNumber() && size != Slot.SIZE) {
            throw of.forbid("attempt to corrupt spilled pointer on stack");
        }
        DynptrRules.destroyAt(of, frame, number);
        of.fastCalls.access(frame.subprogram, of.insn, off);
        boolean isAtStart = off % Slot.SIZE == 0;
        if (isAtStart && size == Slot.SIZE) {
            of.stackLiveness.write(frame.number, 1L << number);
        }
        Reg value = source >= 0 ? of.reg(source) : null;
        of.touched.slot(number);
        if (value != null && isAtStart && value.isNumber()) {
            boolean fits = ArithmeticCheck.width(value) <= Byte.SIZE * size;
            Reg kept = fits ? ArithmeticCheck.linked(of, source) : value.withId(0);
            spill(frame, number, kept, size);
        } else if (value == null && isAtStart && isConstantStore()) {
            spill(frame, number, Reg.constant(of.program.insn(of.insn).imm()), size);
        } else if (value != null && isSpillable(value.type())) {
            if (size != Slot.SIZE) {
                throw of.forbid("invalid size of register spill");
            }
            if (frame != of.frame() && value.type() == RegType.STACK) {
                throw of.invalid("cannot spill pointers to stack into stack frame of the caller");
            }
            spill(frame, number, value, size);
        } else {
            writeBytes(frame, number, index, size, source, value);
            return;
        }
        of.remember(of.state, History.stackAccess(frame.number, number), 0);
    }

    private static boolean isSpillable(int type) {
        int base = RegType.base(type);
        return base != RegType.NOT_INIT && base != RegType.SCALAR && base != RegType.TP_BUFFER
                && base != RegType.CONST_DYNPTR;
    }

    private static void spill(Frame frame, int number, Reg value, int size) {
        Slot slot = frame.slot(number).with(value);
        for (int index = 0; index < Slot.SIZE; index++) {
            int type = slot.type(index);
            if (index >= Slot.SIZE - size) {
                slot = slot.with(index, Slot.SPILL);
            } else if (type != Slot.ZERO && type != Slot.INVALID) {
                slot = slot.with(index, Slot.MISC);
            }
        }
        frame.setSlot(number, slot);
    }

    private void writeBytes(Frame frame, int number, int index, int size, int source, @Nullable Reg value) {
        Slot slot = frame.slot(number);
        slot = bytesOnly(slot);
        int type = Slot.MISC;
        if (value != null && value.isZero()
                || value == null && isConstantStore() && of.program.insn(of.insn).imm() == 0) {
            if (source >= 0) {
                of.precision.need(source);
            }
            type = Slot.ZERO;
        }
        for (int byteIndex = 0; byteIndex < size; byteIndex++) {
            slot = slot.with((index - byteIndex) % Slot.SIZE, type);
        }
        frame.setSlot(number, slot);
    }

    /** A slot that is written to as bytes is no longer anything else. */
    private static Slot bytesOnly(Slot slot) {
        return (slot.isSpecial() ? slot.scrubbed() : slot).with(slot.spilled().withType(RegType.NOT_INIT));
    }

    /** A store to an offset that is not known may have gone to any byte in reach. */
    private void writeSomewhere(Frame frame, Reg pointer, int off, int size, int source) {
        int from = (int) (pointer.value().smin() + off);
        int to = (int) (pointer.value().smax() + off) + size;
        Reg value = source >= 0 ? of.reg(source) : null;
        boolean isZero = value != null && value.isZero()
                || value == null && isConstantStore() && of.program.insn(of.insn).imm() == 0;
        for (int at = from; at < to; at++) {
            DynptrRules.destroyAt(of, frame, (-at - 1) / Slot.SIZE);
        }
        of.fastCalls.access(frame.subprogram, of.insn, from);
        boolean isZeroUsed = false;
        for (int at = from; at < to; at++) {
            int index = -at - 1;
            Slot slot = frame.slot(index / Slot.SIZE);
            of.touched.slot(index / Slot.SIZE);
            int type = slot.type(index % Slot.SIZE);
            if (!of.policy.mayLeakPointers() && type != Slot.MISC && type != Slot.ZERO) {
                throw of.invalid(
                        "spilled ptr in range of var-offset stack write; insn " + of.insn + ", ptr off: " + at);
            }
            if (isZero && type == Slot.SPILL && slot.isNumber() && slot.spilled().isZero()) {
                isZeroUsed = true;
                continue;
            }
            slot = bytesOnly(slot);
            type = slot.type(index % Slot.SIZE);
            boolean staysZero = isZero && type == Slot.ZERO;
            isZeroUsed |= staysZero;
            if (type == Slot.INVALID && !of.policy.mayReadUninitializedStack()) {
                throw of.invalid("uninit stack in range of var-offset write prohibited for !root; insn " + of.insn
                        + ", off: " + at);
            }
            frame.setSlot(index / Slot.SIZE, slot.with(index % Slot.SIZE, staysZero ? Slot.ZERO : Slot.MISC));
        }
        if (isZeroUsed && source >= 0) {
            of.precision.need(source);
        }
    }

    /**
     * Checks that what a function of the kernel reads is initialised ({@code check_stack_range_initialized}).
     *
     * @param call what is known of the call, null if it is an instruction that reads
     */
    void checkInitialized(int register, int off, int size, boolean mayBeEmpty, boolean isWrite,
            @Nullable Call call) {
        if (size == 0 && !mayBeEmpty) {
            throw of.forbid("invalid zero-sized read");
        }
        checkBounds(register, off, size, isWrite);
        Reg pointer = of.reg(register);
        Frame frame = of.frameOf(pointer);
        Scalar value = pointer.value();
        boolean isFixed = value.isConstant();
        int from = (int) ((isFixed ? value.constant() : value.smin()) + off);
        int to = (int) ((isFixed ? value.constant() : value.smax()) + off) + size;
        if (call != null && call.isRaw && isFixed) {
            checkNoDynptr(frame, from, to);
            call.rawRegister = register;
            call.rawSize = size;
            return;
        }
        for (int at = from; at < to; at++) {
            int index = -at - 1;
            int number = index / Slot.SIZE;
            Slot slot = frame.slot(number);
            int type = slot.type(index % Slot.SIZE);
            if (type == Slot.ZERO || type == Slot.INVALID && of.policy.mayReadUninitializedStack()) {
                if (isWrite) {
                    frame.setSlot(number, slot.with(index % Slot.SIZE, Slot.MISC));
                }
            } else if (type != Slot.MISC) {
                if (!slot.isSpill() || !slot.spilled().isNumber() && !of.policy.mayLeakPointers()) {
                    throw of.forbid(isFixed
                            ? "invalid read from stack R" + register + " off " + from + "+" + (at - from) + " size "
                                    + size
                            : "invalid read from stack R" + register + " var_off " + value.bits() + "+" + (at - from)
                                    + " size " + size);
                }
                if (isWrite) {
                    frame.setSlot(number, slot.with(Reg.UNKNOWN).scrubbed());
                }
            }
            of.stackLiveness.read(of.state, frame.number, of.insn, 1L << number);
        }
    }

    private void checkNoDynptr(Frame frame, int from, int to) {
        for (int at = from; at < to; at++) {
            int index = -at - 1;
            if (index < frame.stackBytes() && frame.slot(index / Slot.SIZE).type(index % Slot.SIZE) == Slot.DYNPTR) {
                throw of.forbid("potential write to dynptr at off=" + at + " disallowed");
            }
        }
    }
}
