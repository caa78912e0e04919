package dev.osmia.abi;

/** Flags of {@code bpf_skb_get_tunnel_key} and {@code bpf_skb_set_tunnel_key} (Linux 6.18, {@code linux/bpf.h}). */
public final class TunnelFlags {
    /** {@code BPF_F_TUNINFO_IPV6}: the tunnel runs over IPv6. */
    public static final int TUNINFO_IPV6 = 1;

    /** {@code BPF_F_ZERO_CSUM_TX}: the outer header is sent without checksum. */
    public static final int ZERO_CSUM_TX = 1 << 1;

    /** {@code BPF_F_DONT_FRAGMENT}: the outer header forbids fragments. */
    public static final int DONT_FRAGMENT = 1 << 2;

    /** {@code BPF_F_SEQ_NUMBER}: packets are numbered. */
    public static final int SEQ_NUMBER = 1 << 3;

    /** {@code BPF_F_NO_TUNNEL_KEY}: no key is sent. */
    public static final int NO_TUNNEL_KEY = 1 << 4;

    /** {@code BPF_F_TUNINFO_FLAGS}, when reading: the flags of the tunnel are wanted. */
    public static final int TUNINFO_FLAGS = 1 << 4;

    private TunnelFlags() {
    }
}
