package dev.osmia.embedded;

/** How programs are carried out. */
public enum EngineKind {
    /** Every access and argument is checked at run time: for code that nobody has verified. */
    CHECKED,
    /** Nothing is checked but that memory accesses stay in the kernel's memory: for code that is trusted. */
    INTERPRETER
}
