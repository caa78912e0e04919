package dev.osmia.isa.classic;

import org.jspecify.annotations.Nullable;

/** What Linux lets a filter load beside the packet, at offsets from {@code SKF_AD_OFF} ({@code SKF_AD_*}). */
public enum Ancillary {
    PROTOCOL(0, "proto", "proto"),
    PKTTYPE(4, "type", "type"),
    IFINDEX(8, "ifidx", "ifidx"),
    NLATTR(12, "nla", "nla"),
    NLATTR_NEST(16, "nlan", "nlan"),
    MARK(20, "mark", "mark"),
    QUEUE(24, "queue", "queue"),
    HATYPE(28, "hatype", "hatype"),
    RXHASH(32, "rxhash", "rxhash"),
    CPU(36, "cpu", "cpu"),
    ALU_XOR_X(40, "xor_x", null),
    VLAN_TAG(44, "vlan_tci", "vlan_tci"),
    VLAN_TAG_PRESENT(48, "vlanp", "vlan_avail"),
    PAY_OFFSET(52, "poff", "poff"),
    RANDOM(56, "random", "rand"),
    VLAN_TPID(60, "vlan_tpid", "vlan_tpid");

    /** The packet offset, read as an unsigned number, from which on loads are ancillary: {@code SKF_AD_OFF}. */
    public static final int BASE = -0x1000;

    private final int offset;
    private final String tcpdumpName;
    private final @Nullable String assemblerName;

    Ancillary(int offset, String tcpdumpName, @Nullable String assemblerName) {
        this.offset = offset;
        this.tcpdumpName = tcpdumpName;
        this.assemblerName = assemblerName;
    }

    /** The packet offset that stands for it, {@link #BASE} included. */
    public int packetOffset() {
        return BASE + offset;
    }

    /** The one that a packet offset stands for, or null. */
    public static @Nullable Ancillary at(int packetOffset) {
        for (Ancillary ancillary : values()) {
            if (ancillary.packetOffset() == packetOffset) {
                return ancillary;
            }
        }
        return null;
    }

    /** Whether a packet offset lies where only ancillary loads may read. */
    static boolean covers(int packetOffset) {
        return Integer.compareUnsigned(packetOffset, BASE) >= 0;
    }

    String tcpdumpName() {
        return tcpdumpName;
    }

    /** The name in the language of {@code bpf_asm}, or null where that has none. */
    @Nullable
    String assemblerName() {
        return assemblerName;
    }
}
