package dev.osmia.verifier.internal.check;

import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.Field.Kind;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.TypeMatch;

import java.util.Objects;
import java.util.Set;

/** Pointers of the kernel in map values ({@code check_map_kptr_access}). */
final class PointerFields {
    /** What stays where it is as long as an RCU read section lasts. */
    private static final Set<String> UNDER_RCU = Set.of("cgroup", "bpf_cpumask", "task_struct", "bpf_crypto_ctx",
            "prog_test_ref_kfunc");

    private final Verification of;

    PointerFields(Verification of) {
        this.of = of;
    }

    /** An instruction's load or store; {@code other} is the register, below 0 for a constant. */
    void access(Field field, boolean isWrite, int other) {
        Insn insn = of.program.insn(of.insn);
        if (insn.mode() != Insn.MEM) {
            throw of.forbid("kptr in map can only be accessed using BPF_MEM instruction mode");
        }
        if (isWrite && (field.kind() == Kind.POINTER || field.kind() == Kind.PERCPU_POINTER)) {
            throw of.forbid("store to referenced kptr disallowed");
        }
        if (isWrite && field.kind() == Kind.USER_POINTER) {
            throw of.forbid("store to uptr disallowed");
        }
        switch (insn.family()) {
            case Insn.LDX -> of.regs()[other] = loaded(field);
            case Insn.STX -> {
                if (!of.reg(other).isZero()) {
                    checkFits(field, other);
                }
            }
            default -> {
                if (insn.imm() != 0) {
                    throw of.forbid("BPF_ST imm must be 0 when storing to kptr at off=" + field.offset());
                }
            }
        }
    }

    private Reg loaded(Field field) {
        Btf btf = Objects.requireNonNull(field.btf());
        if (field.kind() == Kind.USER_POINTER) {
            return Reg.pointer(RegType.MEM | RegType.MAYBE_NULL, new Payload.Memory(btf.sizeOf(field.type()), 0))
                    .withId(of.newId());
        }
        return Reg.pointer(RegType.BTF_ID | flags(field, btf), new Payload.OfType(btf, field.type()))
                .withId(of.newId());
    }

    private int flags(Field field, Btf btf) {
        boolean isKernels = of.kernel().isKernels(btf);
        boolean isSafe = field.kind() == Kind.PERCPU_POINTER
                || field.kind() == Kind.POINTER && (!isKernels || UNDER_RCU.contains(btf.name(field.type())));
        if (!isSafe || !of.isUnderRcu()) {
            return RegType.MAYBE_NULL | RegType.UNTRUSTED;
        }
        int flags = RegType.MAYBE_NULL | RegType.RCU;
        if (field.kind() == Kind.PERCPU_POINTER) {
            flags |= RegType.PERCPU;
        } else if (!isKernels) {
            flags |= RegType.ALLOC;
        }
        boolean isNode = !isKernels && of.fields(btf, field.type()).any(inner -> inner.kind().isNode());
        return isNode ? flags | RegType.NON_OWNING : flags;
    }

    /**
     * Checks that a pointer may be stored in a field ({@code map_kptr_match_type}).
     *
     * @throws Rejection if it is of another type
     */
    void checkFits(Field field, int register) {
        Reg reg = of.reg(register);
        boolean isUnreferenced = field.kind() == Kind.UNREFERENCED_POINTER;
        Btf needed = Objects.requireNonNull(field.btf());
        String name = "";
        String remark = "";
        if (reg.payload() instanceof Payload.OfType(var btf, var type) && RegType.base(reg.type()) == RegType.BTF_ID) {
            if ((reg.type() & ~0xff & ~permitted(field, btf)) == 0) {
                name = btf.name(type);
                try {
                    OriginalPointer.check(of, reg, register, true);
                } catch (Rejection rejection) {
                    throw of.forbid(rejection.lines().getFirst());
                }
                boolean fits = isUnreferenced
                        ? TypeMatch.fits(btf, type, reg.off(), needed, field.type(),
                                (reg.type() & RegType.ALLOC) != 0)
                        : reg.off() == 0 && TypeMatch.isSame(btf, type, needed, field.type());
                if (fits) {
                    return;
                }
                remark = isUnreferenced
                        ? TypeMatch.remark(btf, type, reg.off(), needed, field.type(),
                                (reg.type() & RegType.ALLOC) != 0)
                        : "";
            }
        }
        String expected = "ptr_" + needed.name(field.type());
        throw of.forbid("invalid kptr access, R" + register + " type=" + RegType.name(reg.type()) + name + " expected="
                + expected + (isUnreferenced ? " or untrusted_" + expected : "")).after(remark);
    }

    private int permitted(Field field, Btf btf) {
        if (of.kernel().isKernels(btf)) {
            return RegType.MAYBE_NULL | RegType.TRUSTED | RegType.RCU
                    | (field.kind() == Kind.UNREFERENCED_POINTER ? RegType.UNTRUSTED : 0);
        }
        return RegType.MAYBE_NULL | RegType.ALLOC
                | (field.kind() == Kind.PERCPU_POINTER ? RegType.PERCPU : 0);
    }
}
