package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.Flavour;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalInt;

/** A variable or function that an object leaves for the kernel to define, and declares with a type. */
public final class KernelSymbol {
    private KernelSymbol() {
    }

    /**
     * A variable of the kernel.
     *
     * @param local the types of the object that declares it, or null if it has none
     * @throws RelocationFault if the kernel's is of another type
     */
    public static Optional<TypeRef> variable(@Nullable Btf local, String name, Btf kernel) {
        OptionalInt found = kernel.find(name, BtfType.Var.class);
        if (found.isPresent() && local != null) {
            int type = kernel.resolve(((BtfType.Var) kernel.type(found.getAsInt())).type());
            OptionalInt declared = local.find(name, BtfType.Var.class);
            if (declared.isPresent()) {
                int wanted = local.resolve(((BtfType.Var) local.type(declared.getAsInt())).type());
                if (!alike(local, wanted, kernel, type)) {
                    throw RelocationFault.target("the kernel's is " + Naming.of(kernel, type) + ", expected "
                            + Naming.of(local, wanted));
                }
            }
        }
        return found.stream().mapToObj(id -> new TypeRef(kernel, id)).findFirst();
    }

    /**
     * A function of the kernel, called so but for a flavour.
     *
     * @param weak whether one that takes or gives other types counts as none
     * @throws RelocationFault if the kernel's takes or gives other types
     */
    public static Optional<TypeRef> function(@Nullable Btf local, String name, boolean weak, Btf kernel) {
        OptionalInt found = kernel.find(Flavour.without(name), BtfType.Func.class);
        OptionalInt declared = local == null ? OptionalInt.empty() : local.find(name, BtfType.Func.class);
        if (found.isPresent() && local != null && declared.isPresent()
                && !alike(local, ((BtfType.Func) local.type(declared.getAsInt())).type(), kernel,
                        ((BtfType.Func) kernel.type(found.getAsInt())).type())) {
            if (weak) {
                return Optional.empty();
            }
            throw RelocationFault.target("the kernel's function takes or gives other types than are declared here");
        }
        return found.stream().mapToObj(id -> new TypeRef(kernel, id)).findFirst();
    }

    private static boolean alike(Btf local, int localId, Btf kernel, int kernelId) {
        return new Compatibility(local, kernel).types(localId, kernelId);
    }
}
