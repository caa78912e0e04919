package dev.osmia.verifier.internal.check;

import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.types.GlobalArguments;
import dev.osmia.verifier.internal.types.GlobalSignature;

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

    /** What a function takes. */
    GlobalSignature of(int subprogram) {
        return known.computeIfAbsent(subprogram, this::find);
    }

    private GlobalSignature find(int subprogram) {
        Btf types = Objects.requireNonNull(of.program.types());
        return GlobalArguments.of(of.kernel(),
                new GlobalArguments.Program(of.program.resolvedType(), of.program.attachType(), types),
                of.program.functions().get(subprogram).typeId());
    }
}
