package dev.osmia.embedded;

/** How programs are carried out. */
public enum EngineKind {
    /** Every access and argument is checked at run time: a second guard behind the verifier. */
    CHECKED,
    /** Nothing is checked but that memory accesses stay in the kernel's memory: for code that is verified, or trusted. */
    INTERPRETER,
    /** Programs become bytecode of the JVM when they are loaded, and HotSpot makes that native when they run often. */
    JIT,
    /**
     * Programs answer at once, interpreted (or checked, if they are not verified); those that run often are compiled as with
     * {@link #JIT}, in the background.
     */
    TIERED
}
