package dev.osmia.abi;

/** Modes and flags of {@code bpf_skb_adjust_room} (Linux 6.18, {@code linux/bpf.h}). */
public final class AdjustRoomFlags {
    /** {@code BPF_ADJ_ROOM_NET}, a mode: room is made or taken after the network header. */
    public static final int MODE_NET = 0;

    /** {@code BPF_ADJ_ROOM_MAC}, a mode: after the link layer header. */
    public static final int MODE_MAC = 1;

    /** {@code BPF_F_ADJ_ROOM_FIXED_GSO}: segment sizes stay as they are. */
    public static final int FIXED_GSO = 1;

    /** {@code BPF_F_ADJ_ROOM_ENCAP_L3_IPV4}: the new room takes an IPv4 header. */
    public static final int ENCAP_L3_IPV4 = 1 << 1;

    /** {@code BPF_F_ADJ_ROOM_ENCAP_L3_IPV6}: the new room takes an IPv6 header. */
    public static final int ENCAP_L3_IPV6 = 1 << 2;

    /** {@code BPF_F_ADJ_ROOM_ENCAP_L4_GRE}: and a GRE header. */
    public static final int ENCAP_L4_GRE = 1 << 3;

    /** {@code BPF_F_ADJ_ROOM_ENCAP_L4_UDP}: and a UDP header. */
    public static final int ENCAP_L4_UDP = 1 << 4;

    /** {@code BPF_F_ADJ_ROOM_NO_CSUM_RESET}: what is known of the checksum stays. */
    public static final int NO_CSUM_RESET = 1 << 5;

    /** {@code BPF_F_ADJ_ROOM_ENCAP_L2_ETH}: and an Ethernet header. */
    public static final int ENCAP_L2_ETH = 1 << 6;

    /** {@code BPF_F_ADJ_ROOM_DECAP_L3_IPV4}: what is left is IPv4. */
    public static final int DECAP_L3_IPV4 = 1 << 7;

    /** {@code BPF_F_ADJ_ROOM_DECAP_L3_IPV6}: what is left is IPv6. */
    public static final int DECAP_L3_IPV6 = 1 << 8;

    /** {@code BPF_ADJ_ROOM_ENCAP_L2_SHIFT}: where the 8 bits of the length of an inner link layer header start. */
    public static final int ENCAP_L2_SHIFT = 56;

    /** {@code BPF_ADJ_ROOM_ENCAP_L2_MASK}: those 8 bits, before the shift. */
    public static final int ENCAP_L2_MASK = 0xff;

    private AdjustRoomFlags() {
    }
}
