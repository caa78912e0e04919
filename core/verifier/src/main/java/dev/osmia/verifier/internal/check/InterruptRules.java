package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;

/** Where on the stack the state of interrupts is kept while they are off ({@code process_irq_flag}). */
final class InterruptRules {
    private final Verification of;
    private final MemoryCheck memory;

    InterruptRules(Verification of, MemoryCheck memory) {
        this.of = of;
        this.memory = memory;
    }

    void use(KernelCall call, int register) {
        boolean byLock = call.is("bpf_res_spin_lock_irqsave") || call.is("bpf_res_spin_unlock_irqrestore");
        if (call.is("bpf_local_irq_save") || call.is("bpf_res_spin_lock_irqsave")) {
            save(register, byLock);
        } else {
            restore(register, byLock);
        }
    }

    private StackPlace place(Reg pointer) {
        return StackPlace.of(of, pointer, "irq_flag", 1);
    }

    private void save(int register, boolean byLock) {
        Reg pointer = of.reg(register);
        StackPlace place = place(pointer);
        Frame frame = of.frameOf(pointer);
        boolean isTaken = false;
        for (int index = 0; place.isGood() && index < Slot.SIZE; index++) {
            isTaken |= frame.slot(place.slot()).type(index) == Slot.IRQ_FLAG;
        }
        if (place.problem() != null || isTaken) {
            throw place.rejection(of, "expected uninitialized irq flag as arg#" + (register - 1));
        }
        memory.write(register, 0, Slot.SIZE, -1, false);
        int id = of.newId();
        of.state.hold(new Held(Held.Kind.IRQ, id, of.insn, null));
        of.state.irqId = id;
        Reg flag = Reg.pointer(RegType.STACK, new Payload.OfInterrupts(byLock)).withRefId(id);
        frame.setSlot(place.slot(), Slot.all(Slot.IRQ_FLAG, flag));
        of.stackLiveness.write(frame.number, 1L << place.slot());
    }

    private void restore(int register, boolean byLock) {
        Reg pointer = of.reg(register);
        StackPlace place = place(pointer);
        Frame frame = of.frameOf(pointer);
        if (!place.isGood() || !frame.slot(place.slot()).isAll(Slot.IRQ_FLAG)
                || !(frame.slot(place.slot()).spilled().payload() instanceof Payload.OfInterrupts(var savedByLock))) {
            throw place.rejection(of, "expected an initialized irq flag as arg#" + (register - 1));
        }
        of.stackLiveness.read(of.state, frame.number, of.insn, 1L << place.slot());
        if (savedByLock != byLock) {
            throw of.invalid("irq flag acquired by " + (savedByLock ? "lock" : "native")
                    + " kfuncs cannot be restored with " + (byLock ? "lock" : "native") + " kfuncs");
        }
        release(frame.slot(place.slot()).spilled().refId());
        frame.setSlot(place.slot(), Slot.EMPTY);
        of.stackLiveness.write(frame.number, 1L << place.slot());
    }

    private void release(int id) {
        State state = of.state;
        int before = 0;
        for (int index = 0; index < state.held().size(); index++) {
            Held held = state.held().get(index);
            if (held.kind() != Held.Kind.IRQ) {
                continue;
            }
            if (held.id() == id && id == state.irqId) {
                state.drop(index);
                state.irqId = before;
                return;
            }
            before = held.id();
        }
        int insn = state.held()
                .stream()
                .filter(held -> held.id() == state.irqId)
                .mapToInt(Held::insn)
                .findFirst()
                .orElse(0);
        throw of.reject(Errno.EACCES, "cannot restore irq state out of order, expected id=" + state.irqId
                + " acquired at insn_idx=" + insn);
    }
}
