package dev.osmia.abi;

/**
 * What programs may do with the packet through pointers into it ({@code may_access_direct_pkt_data}, Linux 6.18). Which
 * of them get such pointers to read through is a matter of their context.
 */
public enum PacketAccess {
    /** Helpers take no pointers into the packet, and the program does not write through them. */
    NONE,
    /** Helpers that say so take them; the program does not write through them. */
    READ,
    /** Helpers that say so take them; the program also writes through them. */
    WRITE,
    /** Every helper that takes memory takes them; the program also writes through them. What is so called is an option. */
    FREE;

    /** What programs of a type may do. */
    public static PacketAccess of(ProgramType program) {
        return switch (program) {
            case CGROUP_SOCKOPT -> FREE;
            case SCHED_CLS, SCHED_ACT, XDP, LWT_XMIT, SK_SKB, SK_MSG -> WRITE;
            case LWT_IN, LWT_OUT, LWT_SEG6LOCAL, SK_REUSEPORT, FLOW_DISSECTOR, CGROUP_SKB -> READ;
            default -> NONE;
        };
    }

    /** Whether the program may write to the packet. */
    public boolean mayWrite() {
        return this == WRITE || this == FREE;
    }

    /** Whether the program may pass pointers into the packet to a helper, for memory, keys and values. */
    public boolean mayPassTo(HelperPrototype helper) {
        return this == FREE || this != NONE && helper.takesPacketPointers();
    }
}
