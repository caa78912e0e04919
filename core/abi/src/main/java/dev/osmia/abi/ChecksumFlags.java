package dev.osmia.abi;

/** Flags of {@code bpf_skb_store_bytes}, {@code bpf_l3_csum_replace}, {@code bpf_l4_csum_replace} and {@code bpf_csum_level} (Linux 6.18, {@code linux/bpf.h}). */
public final class ChecksumFlags {
    /** {@code BPF_F_RECOMPUTE_CSUM}: keeps a complete checksum right after the store. */
    public static final int RECOMPUTE_CSUM = 1;

    /** {@code BPF_F_INVALIDATE_HASH}: clears the flow hash. */
    public static final int INVALIDATE_HASH = 1 << 1;

    /** {@code BPF_F_HDR_FIELD_MASK}: the bytes of the changed field, 2 or 4; 0 when {@code from} and {@code to} hold a difference. */
    public static final int HDR_FIELD_MASK = 0xf;

    /** {@code BPF_F_PSEUDO_HDR}: the field is part of the pseudo header. */
    public static final int PSEUDO_HDR = 1 << 4;

    /** {@code BPF_F_MARK_MANGLED_0}: a checksum of 0 (none) is left, one that becomes 0 is written as 0xffff. */
    public static final int MARK_MANGLED_0 = 1 << 5;

    /** {@code BPF_F_MARK_ENFORCE}: with that, a checksum of 0 is updated too. */
    public static final int MARK_ENFORCE = 1 << 6;

    /** {@code BPF_F_IPV6}: the pseudo header is of IPv6. */
    public static final int IPV6 = 1 << 7;

    /** {@code BPF_CSUM_LEVEL_QUERY}: answers with the level. */
    public static final int LEVEL_QUERY = 0;

    /** {@code BPF_CSUM_LEVEL_INC}: one more checksum is known to be good. */
    public static final int LEVEL_INC = 1;

    /** {@code BPF_CSUM_LEVEL_DEC}: one fewer. */
    public static final int LEVEL_DEC = 2;

    /** {@code BPF_CSUM_LEVEL_RESET}: none. */
    public static final int LEVEL_RESET = 3;

    private ChecksumFlags() {
    }
}
