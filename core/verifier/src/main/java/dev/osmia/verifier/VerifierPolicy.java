package dev.osmia.verifier;

/**
 * What programs may do beyond what is safe for the kernel. Linux decides it by the loader's capabilities. What only a
 * processor that guesses wrong could do is never followed, as in a Linux that is started with {@code mitigations=off}.
 *
 * @param mayLeakPointers whether pointers may become known outside of the program ({@code CAP_PERFMON})
 * @param mayReadUninitializedStack whether stack that nothing was written to may be read ({@code CAP_PERFMON})
 */
public record VerifierPolicy(boolean mayLeakPointers, boolean mayReadUninitializedStack) {
    /** A loader with all capabilities. */
    public static final VerifierPolicy PRIVILEGED = new VerifierPolicy(true, true);
    /** A loader that may load programs and look at no others' memory ({@code CAP_BPF} alone). */
    public static final VerifierPolicy STRICT = new VerifierPolicy(false, false);
}
