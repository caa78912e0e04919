package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** Buffers whose size the kernel compares with the furthest access when the program is attached. */
final class BufferCheck {
    private final Verification of;

    BufferCheck(Verification of) {
        this.of = of;
    }

    void checkPlace(int register, int off, int size) {
        Reg pointer = of.reg(register);
        String kind = pointer.type() == RegType.TP_BUFFER
                ? "tracepoint"
                : (pointer.type() & RegType.RDONLY) != 0 ? "rdonly" : "rdwr";
        if (off < 0) {
            throw of.forbid("R" + register + " invalid " + kind + " buffer access: off=" + off + ", size=" + size);
        }
        if (!pointer.value().isConstant() || pointer.value().constant() != 0) {
            throw of.forbid("R" + register + " invalid variable buffer offset: off=" + off + ", var_off="
                    + pointer.value().bits());
        }
    }

    void access(int register, int off, int size, boolean isWrite, int other) {
        Reg pointer = of.reg(register);
        if (isWrite && (pointer.type() & RegType.RDONLY) != 0) {
            throw of.forbid("R" + register + " cannot write into " + RegType.name(pointer.type()));
        }
        checkPlace(register, off, size);
        if (!isWrite && other >= 0) {
            of.setUnknown(other);
        }
    }
}
