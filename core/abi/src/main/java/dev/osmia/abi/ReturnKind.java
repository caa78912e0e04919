package dev.osmia.abi;

/** What a helper leaves in R0 ({@code enum bpf_return_type}, Linux 6.18). */
public enum ReturnKind {
    /** A number. */
    INTEGER,
    /** Nothing: R0 may not be read. */
    VOID,
    /** A value of the map among the arguments. */
    PTR_TO_MAP_VALUE,
    /** A full socket. */
    PTR_TO_SOCKET,
    /** A TCP socket. */
    PTR_TO_TCP_SOCK,
    /** A socket of any sort. */
    PTR_TO_SOCK_COMMON,
    /** Memory, of the size that an argument gave. */
    PTR_TO_MEM,
    /** A kernel variable: memory or a structure, as its BTF says. */
    PTR_TO_MEM_OR_BTF_ID,
    /** A kernel structure, named by {@link ReturnType#structure}; without a name that of the argument. */
    PTR_TO_BTF_ID
}
