package dev.osmia.verifier.internal.program;

import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.FuncProto;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * A function of the kernel that the program calls.
 *
 * @param btf the table of its type
 * @param id its id there
 * @param name its name
 * @param proto what it takes and gives
 * @param flags what Linux has marked it with, null if the program may not call it
 */
public record KernelCallee(Btf btf, int id, String name, FuncProto proto, @Nullable Set<KernelFunctionFlag> flags) {

    KernelCallee withFlags(@Nullable Set<KernelFunctionFlag> others) {
        return new KernelCallee(btf, id, name, proto, others);
    }

    public boolean isAllowed() {
        return flags != null;
    }

    public boolean has(KernelFunctionFlag flag) {
        return flags != null && flags.contains(flag);
    }

    /** Whether it is a function of that name. */
    public boolean is(String one) {
        return name.equals(one);
    }

    /** Whether pointers have to be ones that the kernel vouches for. */
    public boolean wantsTrust() {
        return has(KernelFunctionFlag.TRUSTED_ARGS) || has(KernelFunctionFlag.RELEASE);
    }
}
