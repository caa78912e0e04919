package dev.osmia.embedded;

/** How programs are carried out. */
public enum EngineKind {
    /** Every access and argument is checked at run time: a second guard behind the verifier. */
    CHECKED,
    /** Nothing is checked but that memory accesses stay in the kernel's memory: for code that is verified, or trusted. */
    INTERPRETER,
    /** Programs become bytecode of the JVM, which HotSpot makes native. */
    JIT
}
