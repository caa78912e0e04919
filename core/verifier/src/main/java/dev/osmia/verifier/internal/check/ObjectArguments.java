package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.TypeModifier;
import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.Fields;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.TypeMatch;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/** Objects that helpers are given: whether they are of the type that is asked for. */
final class ObjectArguments {
    private static final int TRUST = RegType.TRUSTED | RegType.RCU | RegType.MAYBE_NULL;

    /** What pointers to objects may be beside that: Linux takes all else for its own mistake. */
    private static final Set<Integer> EXPECTED = Set.of(0, RegType.TRUSTED, RegType.TRUSTED | RegType.MAYBE_NULL,
            RegType.RCU, RegType.MAYBE_NULL, RegType.RCU | RegType.MAYBE_NULL, RegType.ALLOC,
            RegType.ALLOC | RegType.PERCPU, RegType.PERCPU, RegType.PERCPU | RegType.RCU,
            RegType.PERCPU | RegType.TRUSTED);

    private final Verification of;
    private final PointerFields fields;

    ObjectArguments(Verification of) {
        this.of = of;
        this.fields = new PointerFields(of);
    }

    void check(int register, ArgumentType argument, @Nullable Helper helper, Call call) {
        Reg reg = of.reg(register);
        boolean isMemory = argument.kind() == ArgumentKind.PTR_TO_MEM || argument.kind() == ArgumentKind.PTR_TO_MAP_KEY
                || argument.kind() == ArgumentKind.PTR_TO_MAP_VALUE;
        if (isMemory) {
            if (!argument.is(TypeModifier.RDONLY)) {
                throw of.forbid((helper == null ? "the helper" : helper.functionName() + "()")
                        + " may write into memory pointed by R" + register + " type="
                        + RegType.name(reg.type()));
            }
            return;
        }
        boolean isExchange = helper == Helper.KPTR_XCHG;
        if (!EXPECTED.contains(reg.type() & ~0xff)) {
            throw of.reject(Errno.EFAULT, "verifier bug: invalid PTR_TO_BTF_ID register for type match");
        }
        if ((reg.type() & RegType.ALLOC) != 0) {
            if (isExchange && register == 2) {
                fields.checkFits(Objects.requireNonNull(call.field), register);
            }
        } else if ((reg.type() & ~0xff & ~TRUST) == 0) {
            boolean isReleased = argument.is(TypeModifier.RELEASE);
            checkNull(register, argument);
            if (isExchange) {
                fields.checkFits(Objects.requireNonNull(call.field), register);
            } else {
                checkStructure(register, argument, isReleased && helper != Helper.SK_RELEASE);
            }
        }
    }

    /** Checks an argument of one of the program's functions: an object of a type of the kernel. */
    void check(int register, ArgumentType argument, int type) {
        if ((of.reg(register).type() & ~0xff & ~TRUST) == 0) {
            checkNull(register, argument);
            checkType(register, type, false);
        }
    }

    private void checkNull(int register, ArgumentType argument) {
        if (RegType.mayBeNull(of.reg(register).type())
                && (!argument.isNullable() || argument.is(TypeModifier.RELEASE))) {
            throw of.forbid("Possibly NULL pointer passed to helper arg" + register);
        }
    }

    private void checkStructure(int register, ArgumentType argument, boolean isStrict) {
        String structure = argument.structure().isEmpty() ? "sock_common" : argument.structure();
        checkType(register, of.kernelStruct(structure), isStrict);
    }

    private void checkType(int register, int needed, boolean isStrict) {
        Reg reg = of.reg(register);
        Payload.OfType object = (Payload.OfType) Objects.requireNonNull(reg.payload());
        Btf kernel = of.kernel().kernel();
        boolean fits = isStrict
                ? reg.off() == 0 && TypeMatch.isSame(object.btf(), object.type(), kernel, needed)
                : TypeMatch.fits(object.btf(), object.type(), reg.off(), kernel, needed, false);
        if (!fits) {
            String remark = isStrict
                    ? ""
                    : TypeMatch.remark(object.btf(), object.type(), reg.off(), kernel, needed, false);
            throw of.forbid("R" + register + " is of type " + object.btf().name(object.type()) + " but "
                    + kernel.name(needed) + " is expected").after(remark);
        }
    }

    /** The field of a value or an object that a pointer is exchanged with ({@code process_kptr_func}). */
    void takeField(int register, Call call) {
        Reg pointer = of.reg(register);
        Fields all;
        if (pointer.payload() instanceof Payload.OfType(var btf, var type)) {
            all = of.fields(btf, type);
        } else {
            MapInfo map = pointer.map();
            if (!map.hasTypes()) {
                throw of.invalid("map '" + map.name() + "' has to have BTF in order to use bpf_kptr_xchg");
            }
            all = map.fields();
            call.map = map;
        }
        if (!pointer.value().isConstant()) {
            throw of.invalid("R" + register + " doesn't have constant offset. kptr has to be at the constant offset");
        }
        if (!all.any(field -> field.kind().isKernelPointer())) {
            throw of.invalid("R" + register + " has no valid kptr");
        }
        int off = (int) (pointer.off() + pointer.value().constant());
        Field field = all.at(off, Field.Kind::isKernelPointer);
        if (field == null) {
            throw of.forbid("off=" + off + " doesn't point to kptr");
        }
        if (field.kind() == Field.Kind.UNREFERENCED_POINTER) {
            throw of.forbid("off=" + off + " kptr isn't referenced kptr");
        }
        call.field = field;
    }
}
