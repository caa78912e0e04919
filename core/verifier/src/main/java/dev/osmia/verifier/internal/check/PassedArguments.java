package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.TypeModifier;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Subprograms.Subprogram;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.GlobalArgument;
import dev.osmia.verifier.internal.types.GlobalSignature;
import dev.osmia.verifier.internal.types.PointerFlag;
import dev.osmia.verifier.internal.types.Refused;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether a call passes what the types of a function ask for ({@code btf_check_subprog_call}). */
final class PassedArguments {
    private final Verification of;
    private final Signatures signatures;
    private final ArgumentTypes types;
    private final MemoryArguments memory;
    private final DynptrRules dynptrs;
    private final ObjectArguments objects;

    PassedArguments(Verification of, MemoryCheck memory) {
        this.of = of;
        signatures = new Signatures(of);
        types = new ArgumentTypes(of);
        this.memory = new MemoryArguments(of, memory);
        dynptrs = new DynptrRules(of, memory);
        objects = new ObjectArguments(of);
    }

    /** What is wrong with a call, null if nothing is. What is wrong once is not looked at again. */
    @Nullable
    Rejection mismatch(int subprogram) {
        Subprogram function = of.subprograms.get(subprogram);
        if (!of.program.hasFunctionTypes() && !of.isGlobal(subprogram) || function.isUnreliable) {
            return of.invalid("");
        }
        try {
            check(signatures.of(subprogram));
            return null;
        } catch (Rejection mismatch) {
            function.isUnreliable = true;
            return mismatch;
        }
    }

    private void check(GlobalSignature signature) {
        switch (signature) {
            case Refused(var errno, var message) -> throw of.reject(errno, message);
            case GlobalSignature.Takes(var arguments) -> check(arguments);
        }
    }

    private void check(List<GlobalArgument> arguments) {
        for (int index = 0; index < arguments.size(); index++) {
            if (!arguments.get(index).flags().contains(PointerFlag.UNTRUSTED)) {
                check(index, arguments.get(index));
            }
        }
    }

    private void check(int index, GlobalArgument argument) {
        int register = index + 1;
        Reg reg = of.reg(register);
        switch (argument.kind()) {
            case ANYTHING -> require(reg.isNumber(), "R" + register + " is not a scalar");
            case CONTEXT -> {
                types.checkOffset(register, null);
                require(reg.type() == RegType.CTX, "arg#" + index + " expects pointer to ctx");
            }
            case MEMORY -> {
                types.checkOffset(register, null);
                checkMemory(register, argument.size());
                require(argument.flags().contains(PointerFlag.MAYBE_NULL) || !RegType.mayBeNull(reg.type()),
                        "arg#" + index + " is expected to be non-NULL");
            }
            case ARENA -> require(reg.isNumber() || reg.type() == RegType.ARENA,
                    "R" + register + " is not a pointer to arena or scalar.");
            case DYNPTR -> {
                types.checkOffset(register, type(ArgumentKind.PTR_TO_DYNPTR, Set.of(TypeModifier.RDONLY)));
                dynptrs.use(register, null, true);
            }
            case OBJECT -> checkObject(register, argument);
        }
    }

    private void require(boolean isTrue, String message) {
        if (!isTrue) {
            throw of.invalid(message);
        }
    }

    private void checkMemory(int register, int size) {
        try {
            memory.checkFixed(register, size);
        } catch (Rejection rejection) {
            throw rejection.as(Errno.EINVAL);
        }
    }

    private void checkObject(int register, GlobalArgument argument) {
        boolean isNullable = argument.flags().contains(PointerFlag.MAYBE_NULL);
        if (isNullable && of.reg(register).isZero()) {
            return;
        }
        Set<TypeModifier> modifiers = EnumSet.noneOf(TypeModifier.class);
        if (isNullable) {
            modifiers.add(TypeModifier.NULLABLE);
        }
        ArgumentType type = type(ArgumentKind.PTR_TO_BTF_ID, modifiers);
        types.check(register, type, false);
        objects.check(register, type, argument.type());
        types.checkOffset(register, type);
    }

    private static ArgumentType type(ArgumentKind kind, Set<TypeModifier> modifiers) {
        return new ArgumentType(kind, "", modifiers, 0);
    }
}
