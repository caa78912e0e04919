package dev.osmia.verifier.internal.types;

/** What a type says of a pointer beside where it leads ({@code enum bpf_type_flag}). */
public enum PointerFlag {
    /** To something that lives, and may be handed to the kernel. */
    TRUSTED,
    /** As trusted, as long as an RCU read section lasts. */
    RCU,
    /** Where it leads nobody knows. */
    UNTRUSTED,
    /** It may be null. */
    MAYBE_NULL,
    /** Into the memory of a process. */
    USER,
    /** To a variable that each CPU has of its own. */
    PERCPU,
    /** What is there may not be written. */
    RDONLY,
    /** To what the program allocated. */
    ALLOC
}
