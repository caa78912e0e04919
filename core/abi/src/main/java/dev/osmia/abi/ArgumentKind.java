package dev.osmia.abi;

/**
 * What a helper or a kernel function takes in an argument register ({@code enum bpf_arg_type} and {@code enum
 * kfunc_ptr_arg_type}, Linux 6.18).
 */
public enum ArgumentKind {
    /** Any initialised value. */
    ANYTHING,
    /** A map, loaded by its descriptor. */
    CONST_MAP_PTR,
    /** Memory of the size of the map's key; the map is an earlier argument. */
    PTR_TO_MAP_KEY,
    /** Memory of the size of the map's value; the map is an earlier argument. */
    PTR_TO_MAP_VALUE,
    /** Memory, of the fixed size or of the size that the next argument gives. */
    PTR_TO_MEM,
    /** An arena, or an address in it. */
    PTR_TO_ARENA,
    /** The size of the memory of the argument before it, at least 1. */
    CONST_SIZE,
    /** The size of the memory of the argument before it; 0 makes a null pointer good. */
    CONST_SIZE_OR_ZERO,
    /** The program's context, unchanged. */
    PTR_TO_CTX,
    /** A spin lock in a map value or an allocated object. */
    PTR_TO_SPIN_LOCK,
    /** A {@code bpf_sock} of any sort. */
    PTR_TO_SOCK_COMMON,
    /** A full {@code bpf_sock}. */
    PTR_TO_SOCKET,
    /** A kernel structure, named by {@link ArgumentType#structure}. */
    PTR_TO_BTF_ID,
    /** A record that the ring buffer handed out. */
    PTR_TO_RINGBUF_MEM,
    /** A known number that sizes what is returned. */
    CONST_ALLOC_SIZE_OR_ZERO,
    /** A {@code bpf_sock} of any sort or a kernel {@code sock_common}. */
    PTR_TO_BTF_ID_SOCK_COMMON,
    /** A kernel variable of which each CPU has one. */
    PTR_TO_PERCPU_BTF_ID,
    /** A function of the program, to be called back. */
    PTR_TO_FUNC,
    /** A place on the program's stack. */
    PTR_TO_STACK,
    /** A text that ends in zero, in a read-only map that is frozen. */
    PTR_TO_CONST_STR,
    /** A timer in a map value. */
    PTR_TO_TIMER,
    /** A field that holds a kernel pointer. */
    KPTR_XCHG_DEST,
    /** A dynptr. */
    PTR_TO_DYNPTR,
    /** An open-coded iterator on the program's stack, of the structure {@link ArgumentType#structure}. */
    PTR_TO_ITER,
    /** Where on the program's stack the state of interrupts is kept. */
    PTR_TO_IRQ_FLAG;

    /** Whether this is the size of the memory that the argument before it points to. */
    public boolean isMemorySize() {
        return this == CONST_SIZE || this == CONST_SIZE_OR_ZERO;
    }
}
