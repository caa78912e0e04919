package dev.osmia.abi;

/** What reading a context's field gives. */
public enum FieldKind {
    /** A number. */
    NUMBER,
    /** The start of the packet, or of other bytes with an end beside it. */
    PACKET,
    /** The end of the packet. */
    PACKET_END,
    /** The start of the metadata before the packet. */
    PACKET_META,
    /** A full {@code bpf_sock}. */
    SOCKET,
    /** As {@link #SOCKET}, or null. */
    SOCKET_OR_NULL,
    /** A {@code bpf_sock} of any sort, or null. */
    SOCK_COMMON_OR_NULL,
    /** The flow dissector's {@code bpf_flow_keys}, which may be written. */
    FLOW_KEYS,
    /** A writable tracepoint's buffer. */
    BUFFER,
    /** The kernel's {@code sk_buff}, by BTF. */
    SK_BUFF,
    /** The kernel's {@code nf_hook_state}, by BTF. */
    NF_HOOK_STATE
}
