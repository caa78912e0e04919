package dev.osmia.abi;

/** What programs may do with packets through pointers into them ({@code may_access_direct_pkt_data}, Linux 6.18). */
public enum PacketAccess {
    /** Helpers take no pointers into the packet. Loads are a matter of the context: it may hand out such pointers. */
    NONE,
    /** Helpers take pointers into the packet; the program does not write through them. */
    READ,
    /** The program also writes through pointers into the packet. */
    WRITE;

    /** What programs of a type may do. */
    public static PacketAccess of(ProgramType program) {
        return switch (program) {
            case SCHED_CLS, SCHED_ACT, XDP, LWT_XMIT, SK_SKB, SK_MSG, CGROUP_SOCKOPT -> WRITE;
            case LWT_IN, LWT_OUT, LWT_SEG6LOCAL, SK_REUSEPORT, FLOW_DISSECTOR, CGROUP_SKB -> READ;
            default -> NONE;
        };
    }
}
