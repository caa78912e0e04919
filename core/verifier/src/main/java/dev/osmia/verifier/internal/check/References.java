package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Payload.DynptrType;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** References that a program gets and gives back, and pointers that are void after an event. */
final class References {
    private static final int PACKET_SLICES = RegType.DYNPTR_SKB | RegType.DYNPTR_XDP | RegType.DYNPTR_SKB_META;

    private References() {
    }

    /** Gets one; returns its number. */
    static int acquire(Verification of) {
        int id = of.newId();
        of.state.hold(new Held(Held.Kind.POINTER, id, of.insn, null));
        return id;
    }

    /** Gives one back: all that belong to it are void. False if it is not held. */
    static boolean release(Verification of, int id) {
        if (!of.state.dropPointer(id)) {
            return false;
        }
        of.state.changeAll(reg -> reg.refId() == id ? invalid(of) : reg);
        return true;
    }

    /** As {@link #release}, but memory of which each CPU has its own can be read as long as an RCU section lasts. */
    static boolean exchange(Verification of, int id) {
        if (!of.state.dropPointer(id)) {
            return false;
        }
        boolean inRcu = of.isUnderRcu();
        of.state.changeAll(reg -> {
            if (reg.refId() != id) {
                return reg;
            }
            boolean stays = inRcu && (reg.type() & RegType.ALLOC) != 0 && (reg.type() & RegType.PERCPU) != 0;
            return stays ? reg.withRefId(0).withType(reg.type() & ~RegType.ALLOC | RegType.RCU) : invalid(of);
        });
        return true;
    }

    /** What is left of a pointer that is void: a number, if the program may know it. */
    static Reg invalid(Verification of) {
        return of.policy.mayLeakPointers() ? Reg.UNKNOWN : Reg.NOT_INIT;
    }

    /** The packet may have moved. */
    static void voidPackets(Verification of) {
        of.state.changeAll(reg -> RegType.isAnyPacket(reg.type())
                || RegType.base(reg.type()) == RegType.MEM && (reg.type() & PACKET_SLICES) != 0 ? invalid(of) : reg);
    }

    /** Pointers into lists and trees are good only as long as the lock is held. */
    static void voidNonOwning(Verification of) {
        of.state.changeAll(reg -> (reg.type() & RegType.NON_OWNING) != 0 ? invalid(of) : reg);
    }

    /** Whether a dynptr's slices are void once the packet is written to. */
    static boolean isOfPacket(DynptrType type) {
        return type == DynptrType.SKB || type == DynptrType.SKB_META;
    }

    /** The dynptr that memory was got through, 0 if none. */
    static int dynptrOf(Reg reg) {
        return reg.payload() instanceof Payload.Memory(var _, var dynptr) ? dynptr : 0;
    }
}
