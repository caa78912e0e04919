package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.HelperFunction;

import java.util.Map;

/** What only tells the verifier what a pointer leads to. */
final class CastKfuncs implements KfuncFamily {

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of("bpf_rdonly_cast", (_, pointer, _, _, _, _) -> pointer);
    }
}
