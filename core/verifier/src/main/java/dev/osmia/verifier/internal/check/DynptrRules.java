package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Payload.DynptrType;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Dynptrs: two slots of the stack that only the kernel writes ({@code process_dynptr_func}). */
final class DynptrRules {
    private static final int SLOTS = 2;

    private final Verification of;
    private final MemoryCheck memory;

    DynptrRules(Verification of, MemoryCheck memory) {
        this.of = of;
        this.memory = memory;
    }

    private StackPlace place(Reg pointer) {
        return StackPlace.of(of, pointer, "dynptr", SLOTS);
    }

    /** Checks that an argument is a place on the stack or a dynptr that a callback was given. */
    void checkKind(int register) {
        int type = of.reg(register).type();
        if (type != RegType.STACK && type != RegType.CONST_DYNPTR) {
            throw of.invalid("arg#" + (register - 1) + " expected pointer to stack or const struct bpf_dynptr");
        }
    }

    /**
     * Checks that an argument is a place for a new dynptr and makes one there.
     *
     * @param cloned the reference of the dynptr that it is made of, 0 if it is made anew
     */
    void create(int register, DynptrType type, int cloned) {
        checkKind(register);
        Reg pointer = of.reg(register);
        String refusal = "Dynptr has to be an uninitialized dynptr";
        if (pointer.type() == RegType.CONST_DYNPTR) {
            throw of.invalid(refusal);
        }
        StackPlace place = place(pointer);
        if (place.problem() != null) {
            throw place.rejection(of, refusal);
        }
        for (int off = 0; off < SLOTS * Slot.SIZE; off += Slot.SIZE) {
            memory.write(register, off, Slot.SIZE, -1, false);
        }
        Frame frame = of.frameOf(pointer);
        destroyAt(of, frame, place.slot());
        destroyAt(of, frame, place.slot() - 1);
        int id = of.newId();
        int refId = 0;
        if (type == DynptrType.RINGBUF) {
            refId = cloned != 0 ? cloned : References.acquire(of);
        }
        frame.setSlot(place.slot(), Slot.all(Slot.DYNPTR, dynptr(type, true, id, refId)));
        frame.setSlot(place.slot() - 1, Slot.all(Slot.DYNPTR, dynptr(type, false, id, refId)));
        of.stackLiveness.write(frame.number, 3L << place.slot() - 1);
    }

    private static Reg dynptr(DynptrType type, boolean isFirst, int id, int refId) {
        return Reg.pointer(RegType.CONST_DYNPTR, new Payload.OfDynptr(type, isFirst)).withId(id).withRefId(refId);
    }

    /** What callbacks and functions are given. */
    static Reg argument(Verification of, DynptrType type) {
        return dynptr(type, true, of.newId(), 0);
    }

    /**
     * Checks that an argument is a dynptr.
     *
     * @param type what it has to lead to, null for anything
     * @param isConstant whether the call leaves the dynptr itself as it is
     */
    void use(int register, @Nullable DynptrType type, boolean isConstant) {
        checkKind(register);
        Reg pointer = of.reg(register);
        if (pointer.type() == RegType.CONST_DYNPTR && !isConstant) {
            throw of.invalid("cannot pass pointer to const bpf_dynptr, the helper mutates it");
        }
        Reg dynptr = find(pointer);
        if (dynptr == null) {
            throw place(pointer).rejection(of, "Expected an initialized dynptr as arg #" + (register - 1));
        }
        if (type != null && typeOf(dynptr) != type) {
            throw of.invalid("Expected a dynptr of type " + type.text() + " as arg #" + (register - 1));
        }
        if (pointer.type() == RegType.STACK) {
            of.touched.slot(place(pointer).slot());
            of.touched.slot(place(pointer).slot() - 1);
            of.stackLiveness.read(of.state, pointer.frame(), of.insn, 3L << place(pointer).slot() - 1);
        }
    }

    /** The dynptr that a pointer leads to, null if there is none. */
    @Nullable
    Reg find(Reg pointer) {
        if (pointer.type() == RegType.CONST_DYNPTR) {
            return pointer;
        }
        StackPlace place = place(pointer);
        if (!place.isGood()) {
            return null;
        }
        Frame frame = of.frameOf(pointer);
        Slot first = frame.slot(place.slot());
        boolean isThere = first.isAll(Slot.DYNPTR) && frame.slot(place.slot() - 1).isAll(Slot.DYNPTR);
        return isThere && first.spilled().payload() instanceof Payload.OfDynptr(var _, var isFirst) && isFirst
                ? first.spilled()
                : null;
    }

    static DynptrType typeOf(Reg dynptr) {
        return ((Payload.OfDynptr) Objects.requireNonNull(dynptr.payload())).type();
    }

    /** Gives back what a dynptr holds; it and its clones are gone. */
    void release(int register) {
        Reg pointer = of.reg(register);
        int slot = place(pointer).slot();
        Frame frame = of.frameOf(pointer);
        Reg dynptr = frame.slot(slot).spilled();
        if (typeOf(dynptr) != DynptrType.RINGBUF) {
            clear(frame, slot);
            return;
        }
        References.release(of, dynptr.refId());
        for (int index = 1; index < frame.slots(); index++) {
            Slot at = frame.slot(index);
            if (at.type(0) == Slot.DYNPTR && at.spilled().refId() == dynptr.refId()
                    && at.spilled().payload() instanceof Payload.OfDynptr(var _, var isFirst) && isFirst) {
                clear(frame, index);
            }
        }
    }

    private void clear(Frame frame, int slot) {
        frame.setSlot(slot, Slot.EMPTY);
        frame.setSlot(slot - 1, Slot.EMPTY);
        of.stackLiveness.write(frame.number, 3L << slot - 1);
    }

    /** A store to a slot destroys the dynptr that is there, if the program may do that. */
    static void destroyAt(Verification of, Frame frame, int at) {
        if (frame.slot(at).type(0) != Slot.DYNPTR) {
            return;
        }
        Payload.OfDynptr found = (Payload.OfDynptr) Objects.requireNonNull(frame.slot(at).spilled().payload());
        int slot = found.isFirst() ? at : at + 1;
        if (found.type() == DynptrType.RINGBUF) {
            throw of.invalid("cannot overwrite referenced dynptr");
        }
        of.touched.slot(slot);
        of.touched.slot(slot - 1);
        int id = frame.slot(slot).spilled().id();
        frame.setSlot(slot, Slot.EMPTY);
        frame.setSlot(slot - 1, Slot.EMPTY);
        of.state.changeAll(reg -> (reg.type() & ~RegType.MAYBE_NULL) == RegType.MEM
                && reg.payload() instanceof Payload.Memory(var _, var dynptr) && dynptr == id
                        ? References.invalid(of)
                        : reg);
        of.stackLiveness.write(frame.number, 3L << slot - 1);
    }
}
