package dev.osmia.verifier;

/** What a pointer points at, as far as those need to know who compile the program. */
public enum PointerKind {
    /** The program's context. */
    CONTEXT,
    /** The stack, the program's or that of a function that called this one. */
    STACK,
    /** The value of a map's element. */
    MAP_VALUE,
    /** The key of a map's element. */
    MAP_KEY,
    /** A map itself. */
    MAP,
    /** A packet, between its start and its end. */
    PACKET,
    /** The metadata in front of a packet. */
    PACKET_META,
    /** Memory of a size that is known: a ring buffer's record, a slice of a dynptr, an argument, a hook's context. */
    MEMORY,
    /** A buffer of which only the kernel knows the size. */
    BUFFER,
    /** An object of the kernel, or one that the program allocated. */
    OBJECT,
    /** An arena. */
    ARENA,
    /** Different things on different paths. */
    MIXED
}
