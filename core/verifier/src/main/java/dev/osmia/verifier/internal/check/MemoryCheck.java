package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ContextLayout;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;

/** Loads and stores, by what the pointer is ({@code check_mem_access}). */
final class MemoryCheck {
    private static final int FLOW_KEYS_SIZE = ContextLayout.of("bpf_flow_keys").orElseThrow().size();

    private final Verification of;
    final MemoryBounds bounds;
    final StackCheck stack;
    final PacketCheck packets;
    final MapValueCheck values;
    final BufferCheck buffers;
    final ContextCheck context;
    private final SocketCheck sockets;
    final ObjectCheck objects;

    MemoryCheck(Verification of) {
        this.of = of;
        bounds = new MemoryBounds(of);
        stack = new StackCheck(of);
        packets = new PacketCheck(of, bounds);
        values = new MapValueCheck(of, bounds);
        buffers = new BufferCheck(of);
        context = new ContextCheck(of);
        sockets = new SocketCheck(of);
        objects = new ObjectCheck(of);
    }

    /**
     * Checks a load.
     *
     * @param off what the instruction adds to the pointer
     * @param size bytes
     * @param target the register that receives them, below 0 if none does
     * @param isSigned whether the sign is extended
     * @throws dev.osmia.verifier.internal.path.Rejection if the program may not read there
     */
    void read(int register, int off, int size, int target, boolean isAligned, boolean isSigned) {
        access(register, off, size, false, target, isAligned, isSigned);
        if (target >= 0 && size < Slot.SIZE && of.reg(target).isNumber()) {
            Reg loaded = of.reg(target);
            of.regs()[target] = loaded.withValue(isSigned
                    ? loaded.value().signExtended(size, false)
                    : loaded.value().truncated(size));
        }
    }

    /**
     * Checks a store.
     *
     * @param source the register that is stored, below 0 for something that is not known
     */
    void write(int register, int off, int size, int source, boolean isAligned) {
        access(register, off, size, true, source, isAligned, false);
    }

    private void access(int register, int instructionOff, int size, boolean isWrite, int other, boolean isAligned,
            boolean isSigned) {
        Reg pointer = of.reg(register);
        Alignment.check(of, pointer, instructionOff, size, isAligned);
        int off = instructionOff + pointer.off();
        switch (pointer.type()) {
            case RegType.MAP_KEY -> accessKey(register, off, size, isWrite, other);
            case RegType.MAP_VALUE -> values.access(register, off, size, isWrite, other, isSigned);
            case RegType.CTX -> context.access(register, off, size, isWrite, other, isSigned);
            case RegType.STACK -> accessStack(register, off, size, isWrite, other);
            case RegType.PACKET, RegType.PACKET_META -> packets.access(register, off, size, isWrite, other);
            case RegType.FLOW_KEYS -> accessFlowKeys(off, size, isWrite, other);
            case RegType.SOCKET, RegType.SOCK_COMMON, RegType.TCP_SOCK, RegType.XDP_SOCK ->
                sockets.access(register, off, size, isWrite, other);
            case RegType.TP_BUFFER -> buffers.access(register, off, size, isWrite, other);
            case RegType.CONST_MAP -> objects.accessMap(register, off, size, isWrite, other);
            case RegType.ARENA -> {
                if (!isWrite && other >= 0) {
                    of.setUnknown(other);
                }
            }
            default -> accessFlagged(register, off, size, isWrite, other);
        }
    }

    /** Pointers whose types come with flags. */
    private void accessFlagged(int register, int off, int size, boolean isWrite, int other) {
        Reg pointer = of.reg(register);
        int base = RegType.base(pointer.type());
        if (base == RegType.MEM) {
            accessMemory(register, off, size, isWrite, other);
        } else if (base == RegType.BTF_ID && !RegType.mayBeNull(pointer.type())) {
            objects.access(register, off, size, isWrite, other);
        } else if (base == RegType.BUF && !RegType.mayBeNull(pointer.type())) {
            buffers.access(register, off, size, isWrite, other);
        } else {
            throw invalid(register);
        }
    }

    private Rejection invalid(int register) {
        return of.forbid("R" + register + " invalid mem access '" + RegType.name(of.reg(register).type()) + "'");
    }

    private void accessKey(int register, int off, int size, boolean isWrite, int target) {
        if (isWrite) {
            throw of.forbid("write to change key R" + register + " not allowed");
        }
        bounds.check(register, off, size, of.reg(register).map().keySize(), false);
        if (target >= 0) {
            of.setUnknown(target);
        }
    }

    private void accessMemory(int register, int off, int size, boolean isWrite, int other) {
        Reg pointer = of.reg(register);
        boolean isReadOnly = (pointer.type() & RegType.RDONLY) != 0;
        if (RegType.mayBeNull(pointer.type())) {
            throw invalid(register);
        }
        if (isWrite && isReadOnly) {
            throw of.forbid("R" + register + " cannot write into " + RegType.name(pointer.type()));
        }
        if (isWrite && other >= 0 && of.isSecret(other)) {
            throw of.forbid("R" + other + " leaks addr into mem");
        }
        boolean isProbed = isReadOnly && (pointer.type() & RegType.UNTRUSTED) != 0;
        if (!isProbed) {
            bounds.check(register, off, size, pointer.memorySize(), false);
        }
        if (!isWrite && other >= 0) {
            of.setUnknown(other);
        }
    }

    private void accessStack(int register, int off, int size, boolean isWrite, int other) {
        stack.checkBounds(register, off, size, isWrite);
        if (isWrite) {
            stack.write(register, off, size, other);
        } else {
            stack.read(register, off, size, other);
        }
    }

    private void accessFlowKeys(int off, int size, boolean isWrite, int other) {
        if (isWrite && other >= 0 && of.isSecret(other)) {
            throw of.forbid("R" + other + " leaks addr into flow keys");
        }
        if (off < 0 || (long) off + size > FLOW_KEYS_SIZE) {
            throw of.forbid("invalid access to flow keys off=" + off + " size=" + size);
        }
        if (!isWrite && other >= 0) {
            of.setUnknown(other);
        }
    }
}
