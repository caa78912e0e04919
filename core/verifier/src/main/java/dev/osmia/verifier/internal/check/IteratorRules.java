package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;

import java.util.Objects;

/** Open-coded iterators: slots of the stack that only the kernel writes ({@code process_iter_arg}). */
final class IteratorRules {
    private static final String PREFIX = "bpf_iter_";

    private final Verification of;
    private final Explorer explorer;
    private final MemoryCheck memory;

    IteratorRules(Verification of, Explorer explorer, MemoryCheck memory) {
        this.of = of;
        this.explorer = explorer;
        this.memory = memory;
    }

    void use(KernelCall call, KernelParameter parameter, int register) {
        Reg pointer = of.reg(register);
        if (pointer.type() != RegType.STACK) {
            throw of.invalid("arg#" + (register - 1) + " expected pointer to an iterator on stack");
        }
        Btf btf = call.callee.btf();
        int type = parameter.target();
        if (!(btf.type(type) instanceof BtfType.Struct struct) || !struct.name().startsWith(PREFIX)
                || struct.size() == 0 || struct.size() % Slot.SIZE != 0) {
            throw of.invalid("expected valid iter pointer as arg #" + (register - 1));
        }
        int slots = struct.size() / Slot.SIZE;
        String name = "iter_" + struct.name().substring(PREFIX.length());
        if (call.callee.has(KernelFunctionFlag.ITER_NEW)) {
            create(call.callee, register, type, slots, name);
        } else {
            take(call, register, type, slots, name);
        }
    }

    private void create(KernelCallee callee, int register, int type, int slots, String name) {
        Reg pointer = of.reg(register);
        Frame frame = of.frameOf(pointer);
        StackPlace place = StackPlace.of(of, pointer, "iter", slots);
        boolean isTaken = false;
        for (int index = 0; place.isGood() && index < slots * Slot.SIZE; index++) {
            isTaken |= frame.slot(place.slot() - index / Slot.SIZE).type(index % Slot.SIZE) == Slot.ITER;
        }
        if (place.problem() != null || isTaken) {
            throw place.rejection(of, "expected uninitialized " + name + " as arg #" + (register - 1));
        }
        for (int off = 0; off < slots * Slot.SIZE; off += Slot.SIZE) {
            memory.write(register, off, Slot.SIZE, -1, false);
        }
        int id = References.acquire(of);
        int trust = !callee.has(KernelFunctionFlag.RCU_PROTECTED)
                ? 0
                : of.isUnderRcu() ? RegType.RCU : RegType.UNTRUSTED;
        for (int index = 0; index < slots; index++) {
            Reg iterator = Reg.pointer(RegType.STACK | trust, new Payload.OfIterator(callee.btf(), type, false, 0))
                    .withRefId(index == 0 ? id : 0);
            frame.setSlot(place.slot() - index, Slot.all(Slot.ITER, iterator));
            of.stackLiveness.write(frame.number, 1L << place.slot() - index);
            of.touched.slot(place.slot() - index);
        }
    }

    private void take(KernelCall call, int register, int type, int slots, String name) {
        Reg pointer = of.reg(register);
        Frame frame = of.frameOf(pointer);
        StackPlace place = StackPlace.of(of, pointer, "iter", slots);
        boolean isGood = place.isGood();
        for (int index = 0; isGood && index < slots; index++) {
            Slot slot = frame.slot(place.slot() - index);
            if ((slot.spilled().type() & RegType.UNTRUSTED) != 0) {
                throw of.reject(Errno.EPROTO, "expected an RCU CS when using " + call.callee.name());
            }
            isGood = (slot.spilled().refId() != 0) == (index == 0) && slot.isAll(Slot.ITER)
                    && slot.spilled().payload() instanceof Payload.OfIterator iterator
                    && iterator.btf() == call.callee.btf() && iterator.type() == type;
        }
        if (!isGood) {
            throw place.rejection(of, "expected an initialized " + name + " as arg #" + (register - 1));
        }
        for (int index = 0; index < slots; index++) {
            of.stackLiveness.read(of.state, frame.number, of.insn, 1L << place.slot() - index);
            of.touched.slot(place.slot() - index);
        }
        call.iteratorFrame = frame.number;
        call.iteratorSlot = place.slot();
        call.refId = frame.slot(place.slot()).spilled().refId();
        if (call.callee.has(KernelFunctionFlag.ITER_DESTROY)) {
            References.release(of, call.refId);
            for (int index = 0; index < slots; index++) {
                frame.setSlot(place.slot() - index, Slot.EMPTY);
                of.stackLiveness.write(frame.number, 1L << place.slot() - index);
                of.touched.slot(place.slot() - index);
            }
        }
    }

    /** The iterator that a call is about. */
    Reg iterator(State state, KernelCall call) {
        return state.frame(call.iteratorFrame).slot(call.iteratorSlot).spilled();
    }

    private void set(State state, KernelCall call, Payload.OfIterator changed) {
        Frame frame = state.frame(call.iteratorFrame);
        Slot slot = frame.slot(call.iteratorSlot);
        frame.setSlot(call.iteratorSlot, slot.with(slot.spilled().withPayload(changed)));
    }

    /** There is a next element on one path, and none on the other ({@code process_iter_next_call}). */
    void next(KernelCall call) {
        Payload.OfIterator iterator = (Payload.OfIterator) Objects
                .requireNonNull(iterator(of.state, call).payload());
        Frame frame = of.frame();
        if (!iterator.isDrained()) {
            State parent = Objects.requireNonNull(of.state.parent);
            State earlier = explorer.pruning().earlierRound(parent, of.insn);
            State queued = explorer.push(of.insn + 1, of.insn);
            set(queued, call, new Payload.OfIterator(iterator.btf(), iterator.type(), false, iterator.depth() + 1));
            if (earlier != null) {
                explorer.pruning().widen(earlier, queued);
            }
            Reg[] regs = queued.top().regs;
            regs[0] = NullRules.notNull(regs[0]);
        }
        set(of.state, call, new Payload.OfIterator(iterator.btf(), iterator.type(), true, iterator.depth()));
        frame.regs[0] = Reg.ZERO;
    }
}
