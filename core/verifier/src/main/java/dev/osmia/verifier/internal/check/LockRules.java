package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.Fields;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

/** Spin locks in values ({@code process_spin_lock}). */
final class LockRules {
    private final Verification of;

    LockRules(Verification of) {
        this.of = of;
    }

    /** Checks that an argument points to a lock, and takes it or gives it back. */
    void use(int register, boolean isTaken) {
        use(register, isTaken, Held.Kind.LOCK, "bpf_spin", Field.Kind.SPIN_LOCK);
    }

    /** The same for a lock that fails where it would wait forever. */
    void useResilient(int register, boolean isTaken, boolean savesInterrupts) {
        use(register, isTaken, savesInterrupts ? Held.Kind.RES_LOCK_IRQ : Held.Kind.RES_LOCK, "bpf_res_spin",
                Field.Kind.RES_SPIN_LOCK);
    }

    private void use(int register, boolean isTaken, Held.Kind kind, String lock, Field.Kind field) {
        Reg pointer = of.reg(register);
        if (!pointer.value().isConstant()) {
            throw of.invalid("R" + register + " doesn't have constant offset. " + lock
                    + "_lock has to be at the constant offset");
        }
        Object owner;
        Fields fields;
        String name;
        if (pointer.payload() instanceof Payload.OfType(var btf, var type)) {
            owner = btf;
            fields = of.fields(btf, type);
            name = "local 'kptr'";
        } else {
            MapInfo map = pointer.map();
            owner = map;
            fields = map.fields();
            name = "map '" + map.name() + "'";
            if (!map.hasTypes()) {
                throw of.invalid(name + " has to have BTF in order to use " + lock + "_lock");
            }
        }
        int at = fields.offsetOf(field);
        if (at < 0) {
            throw of.invalid(name + " has no valid " + lock + "_lock");
        }
        long off = pointer.value().constant() + pointer.off();
        if (at != off) {
            throw of.invalid("off " + off + " doesn't point to 'struct " + lock + "_lock' that is at " + at);
        }
        if (isTaken) {
            take(kind, pointer.id(), owner);
        } else {
            giveBack(kind, pointer.id(), owner, lock);
        }
    }

    private void take(Held.Kind kind, int id, Object owner) {
        State state = of.state;
        if (state.locks > 0 && kind == Held.Kind.LOCK && find(kind, 0, null) >= 0) {
            throw of.invalid("Locking two bpf_spin_locks are not allowed");
        }
        if (kind != Held.Kind.LOCK && (find(Held.Kind.RES_LOCK, id, owner) >= 0
                || find(Held.Kind.RES_LOCK_IRQ, id, owner) >= 0)) {
            throw of.invalid("Acquiring the same lock again, AA deadlock detected");
        }
        state.hold(new Held(kind, id, of.insn, owner));
        state.locks++;
        state.lockId = id;
        state.lockOwner = owner;
    }

    private int find(Held.Kind kind, int id, @Nullable Object owner) {
        var held = of.state.held();
        for (int index = 0; index < held.size(); index++) {
            Held one = held.get(index);
            if (one.kind() == kind && one.id() == id && one.owner() == owner) {
                return index;
            }
        }
        return -1;
    }

    private void giveBack(Held.Kind kind, int id, Object owner, String name) {
        State state = of.state;
        if (state.locks == 0) {
            throw of.invalid(name + "_unlock without taking a lock");
        }
        int index = find(kind, id, owner);
        if (index < 0) {
            throw of.invalid(name + "_unlock of different lock");
        }
        if (id != state.lockId || owner != state.lockOwner) {
            throw of.invalid(name + "_unlock cannot be out of order");
        }
        state.lockId = 0;
        state.lockOwner = null;
        for (Held before : state.held().subList(0, index)) {
            if (before.kind().isLock()) {
                state.lockId = before.id();
                state.lockOwner = before.owner();
            }
        }
        state.drop(index);
        state.locks--;
        References.voidNonOwning(of);
    }
}
