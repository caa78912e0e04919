package dev.osmia.verifier.internal.check;

import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.types.GlobalArguments;
import dev.osmia.verifier.internal.types.GlobalSignature;
import dev.osmia.verifier.internal.types.KernelTypes;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What the functions of a program take, by their types ({@code btf_prepare_func_args}). */
final class Signatures {
    private final Verification of;
    private final Map<Integer, GlobalSignature> known = new HashMap<>();

    Signatures(Verification of) {
        this.of = of;
    }

    /** Whether anything is said of the functions, and of the kernel's types that they may take. */
    boolean areKnown() {
        return of.program.hasFunctionTypes() && of.program.kernel() != null;
    }

    /**
     * What a function takes.
     *
     * @throws Unsupported if the kernel's types are not known
     */
    GlobalSignature of(int subprogram) {
        return known.computeIfAbsent(subprogram, this::find);
    }

    private GlobalSignature find(int subprogram) {
        KernelTypes kernel = of.program.kernel();
        if (kernel == null) {
            throw new Unsupported("the types of the kernel, which say what global functions take");
        }
        Btf types = Objects.requireNonNull(of.program.types());
        return GlobalArguments.of(kernel,
                new GlobalArguments.Program(of.program.resolvedType(), of.program.attachType(), types),
                of.program.functions().get(subprogram).typeId());
    }
}
