package dev.osmia.abi;

/** What Linux's verifier adds to the kind of an argument or a result ({@code enum bpf_type_flag}). */
public enum TypeModifier {
    /** May be null, {@code PTR_MAYBE_NULL}. */
    NULLABLE,
    /** The helper only reads; {@code MEM_RDONLY}. On a result: the program may only read. */
    RDONLY,
    /** The memory need not be initialised, {@code MEM_UNINIT}. */
    UNINIT,
    /** The helper writes, {@code MEM_WRITE}; without it memory that it takes is only read. */
    WRITE,
    /** The pointer is aligned to the size, {@code MEM_ALIGNED}. */
    ALIGNED,
    /** The call gives the reference back, {@code OBJ_RELEASE}. */
    RELEASE,
    /** A ring buffer's record, {@code MEM_RINGBUF}; or a dynptr to one, {@code DYNPTR_TYPE_RINGBUF}. */
    RINGBUF,
    /** A dynptr to the program's own memory, {@code DYNPTR_TYPE_LOCAL}. */
    LOCAL,
    /** A pointer that the kernel vouches for, {@code PTR_TRUSTED}. */
    TRUSTED
}
