package dev.osmia.verifier.internal.check;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.Fields;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.Objects;

/** Lists and trees of allocated objects, which a lock beside them protects ({@code process_kf_arg_ptr_to_graph_root}). */
final class GraphRules {
    private final Verification of;

    GraphRules(Verification of) {
        this.of = of;
    }

    private Fields fields(Reg pointer) {
        return pointer.payload() instanceof Payload.OfType(var btf, var type)
                ? of.fields(btf, type)
                : pointer.map().fields();
    }

    private void checkFixed(int register, Field.Kind kind) {
        if (!of.reg(register).value().isConstant()) {
            throw of.invalid("R" + register + " doesn't have constant offset. " + kind.text()
                    + " has to be at the constant offset");
        }
    }

    /** A list or a tree. */
    void takeRoot(KernelCall call, int index, Field.Kind kind) {
        int register = index + 1;
        Reg pointer = of.reg(register);
        checkHolder(index, pointer.type() == RegType.MAP_VALUE, "map value or allocated object");
        checkFixed(register, kind);
        Fields fields = fields(pointer);
        long off = pointer.off() + pointer.value().constant();
        Field field = fields.at(off, one -> one == kind);
        if (field == null) {
            throw of.invalid(kind.text() + " not found at offset=" + off);
        }
        checkLocked(pointer, fields, kind);
        call.root = field;
    }

    private void checkHolder(int index, boolean isValue, String what) {
        Reg pointer = of.reg(index + 1);
        if (isValue) {
            return;
        }
        if (pointer.type() != (RegType.BTF_ID | RegType.ALLOC)) {
            throw of.invalid("arg#" + index + " expected pointer to " + what);
        }
        if (pointer.refId() == 0) {
            throw of.invalid("allocated object must be referenced");
        }
    }

    private void checkLocked(Reg pointer, Fields fields, Field.Kind kind) {
        Object owner = pointer.payload() instanceof Payload.OfType(var btf, var _) ? btf : pointer.map();
        String needed = "bpf_spin_lock at off=" + at(fields) + " must be held for " + kind.text();
        if (of.state.locks == 0) {
            throw of.invalid(needed);
        }
        boolean isHeld = of.state.held()
                .stream()
                .anyMatch(held -> held.kind().isLock() && held.id() == pointer.id() && held.owner() == owner);
        if (!isHeld) {
            throw of.invalid("held lock and object are not in the same allocation").and(needed);
        }
    }

    private static int at(Fields fields) {
        int at = fields.offsetOf(Field.Kind.SPIN_LOCK);
        return at < 0 ? -22 : at;
    }

    /** An object's node, by which it is to be held or is held. */
    void takeNode(KernelCall call, int index, Field.Kind kind) {
        int register = index + 1;
        Reg pointer = of.reg(register);
        if (kind == Field.Kind.LIST_NODE || call.is("bpf_rbtree_add_impl")) {
            checkHolder(index, false, "allocated object");
        } else {
            if ((pointer.type() & RegType.NON_OWNING) == 0 && pointer.refId() == 0) {
                throw of.invalid(
                        call.callee.name() + " can only take non-owning or refcounted bpf_rb_node pointer");
            }
            if (isInTreeCallback()) {
                throw of.invalid(call.callee.name() + " not allowed in rbtree cb");
            }
        }
        checkFixed(register, kind);
        long off = pointer.off() + pointer.value().constant();
        if (!(pointer.payload() instanceof Payload.OfType object)
                || of.fields(object.btf(), object.type()).at(off, one -> one == kind) == null) {
            throw of.invalid(kind.text() + " not found at offset=" + off);
        }
        Field root = Objects.requireNonNull(call.root);
        Btf btf = Objects.requireNonNull(root.btf());
        int node = nodeOffset(root);
        String held = btf.name(root.type());
        if (object.btf() != btf || object.type() != root.type()) {
            throw of.invalid("operation on " + root.kind().text() + " expects arg#1 " + kind.text() + " at offset="
                    + node + " in struct " + held + ", but arg is at offset=" + off + " in struct "
                    + object.btf().name(object.type()));
        }
        call.object = object;
        if (off != node) {
            throw of.invalid("arg#1 offset=" + off + ", but expected " + kind.text() + " at offset=" + node
                    + " in struct " + held);
        }
    }

    /** Whether the function compares two nodes for a tree, whose lock is held. */
    boolean isInTreeCallback() {
        Frame frame = of.frame();
        if (of.state.current() == 0 || !frame.inCallback) {
            return false;
        }
        Insn call = of.program.insn(frame.callSite);
        KernelCallee callee = call.callsKernel() ? of.subprograms.callees().of(call) : null;
        return callee != null && callee.name().startsWith("bpf_rbtree_");
    }

    /** Where in an object its node is. */
    private static int nodeOffset(Field root) {
        Btf btf = Objects.requireNonNull(root.btf());
        return ((BtfType.Struct) btf.type(root.type())).members()
                .stream()
                .filter(member -> member.name().equals(root.node()))
                .mapToInt(member -> member.bitOffset() / Byte.SIZE)
                .findFirst()
                .orElse(0);
    }

    /** A pointer to the node of an object that a list or a tree holds. */
    static Reg node(Field root) {
        return Reg.pointer(RegType.BTF_ID | RegType.ALLOC,
                new Payload.OfType(Objects.requireNonNull(root.btf()), root.type())).withOff(nodeOffset(root));
    }

    /** The pointer once the object belongs to a list or a tree: it is good as long as the lock is held. */
    Reg nonOwning(Reg pointer) {
        Payload.OfType object = (Payload.OfType) Objects.requireNonNull(pointer.payload());
        boolean isCounted = of.fields(object.btf(), object.type()).has(Field.Kind.REFERENCE_COUNT);
        return pointer.withType(pointer.type() | RegType.NON_OWNING | (isCounted ? RegType.RCU : 0));
    }

    /** The program gives an object to a list or a tree. */
    void giveAway(int refId) {
        of.state.changeAll(reg -> reg.refId() == refId ? nonOwning(reg.withRefId(0)) : reg);
        boolean ignored = of.state.dropPointer(refId);
    }

    /** Whether a reference is held. */
    boolean holds(int refId) {
        return of.state.held().stream().anyMatch(held -> held.kind() == Held.Kind.POINTER && held.id() == refId);
    }
}
