package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.RegType;

/** Atomic instructions ({@code check_atomic}). */
final class AtomicCheck {
    private final Verification of;
    private final MemoryCheck memory;
    private final PointerUses uses;

    AtomicCheck(Verification of, MemoryCheck memory, PointerUses uses) {
        this.of = of;
        this.memory = memory;
        this.uses = uses;
    }

    void check(Insn insn) {
        switch (insn.imm()) {
            case Insn.ADD, Insn.ADD | Insn.FETCH, Insn.AND, Insn.AND | Insn.FETCH, Insn.OR, Insn.OR | Insn.FETCH,
                    Insn.XOR, Insn.XOR | Insn.FETCH, Insn.XCHG, Insn.CMPXCHG ->
                update(insn);
            case Insn.LOAD_ACQUIRE -> load(insn);
            case Insn.STORE_RELEASE -> store(insn);
            default -> throw of
                    .invalid("BPF_ATOMIC uses invalid atomic opcode " + String.format("%02x", insn.imm()));
        }
    }

    private void update(Insn insn) {
        if (insn.size() != Insn.W && insn.size() != Insn.DW) {
            throw of.invalid("invalid atomic operand size");
        }
        of.checkRead(insn.src());
        of.checkRead(insn.dst());
        if (insn.imm() == Insn.CMPXCHG) {
            of.checkRead(0);
            checkNotSecret(0);
        }
        checkNotSecret(insn.src());
        checkPointer(insn.dst(), "stores into");
        int target = -1;
        if ((insn.imm() & Insn.FETCH) != 0) {
            target = insn.imm() == Insn.CMPXCHG ? 0 : insn.src();
            of.checkWrite(target);
            of.setUnknown(target);
        }
        memory.read(insn.dst(), insn.off(), insn.bytes(), -1, true, false);
        if (target >= 0) {
            memory.read(insn.dst(), insn.off(), insn.bytes(), target, true, false);
        }
        if (of.reg(insn.dst()).type() == RegType.ARENA) {
            uses.note(RegType.ARENA, false);
        }
        memory.write(insn.dst(), insn.off(), insn.bytes(), -1, true);
    }

    private void checkNotSecret(int register) {
        if (of.isSecret(register)) {
            throw of.forbid("R" + register + " leaks addr into mem");
        }
    }

    private void checkPointer(int register, String what) {
        int type = of.reg(register).type();
        boolean isRefused = type == RegType.CTX || RegType.isPacket(type) || type == RegType.FLOW_KEYS
                || RegType.isSocket(type);
        if (isRefused) {
            throw of.forbid("BPF_ATOMIC " + what + " R" + register + " " + RegType.name(type) + " is not allowed");
        }
    }

    private void load(Insn insn) {
        of.checkRead(insn.src());
        of.checkWrite(insn.dst());
        int type = of.reg(insn.src()).type();
        memory.read(insn.src(), insn.off(), insn.bytes(), insn.dst(), true, false);
        uses.note(type, false);
        checkPointer(insn.src(), "loads from");
    }

    private void store(Insn insn) {
        of.checkRead(insn.src());
        of.checkRead(insn.dst());
        int type = of.reg(insn.dst()).type();
        memory.write(insn.dst(), insn.off(), insn.bytes(), insn.src(), true);
        uses.note(type, false);
        checkPointer(insn.dst(), "stores into");
    }
}
