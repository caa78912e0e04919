package dev.osmia.abi;

/** Flags and results of {@code bpf_fib_lookup} (Linux 6.18, {@code linux/bpf.h}). */
public final class FibLookupFlags {
    /** {@code BPF_FIB_LOOKUP_DIRECT}: without policy rules. */
    public static final int DIRECT = 1;

    /** {@code BPF_FIB_LOOKUP_OUTPUT}: as seen by an outgoing packet. */
    public static final int OUTPUT = 1 << 1;

    /** {@code BPF_FIB_LOOKUP_SKIP_NEIGH}: without looking for the neighbour. */
    public static final int SKIP_NEIGH = 1 << 2;

    /** {@code BPF_FIB_LOOKUP_TBID}: in the table that the parameters name. */
    public static final int TBID = 1 << 3;

    /** {@code BPF_FIB_LOOKUP_SRC}: fills in the source address. */
    public static final int SRC = 1 << 4;

    /** {@code BPF_FIB_LOOKUP_MARK}: with the mark of the parameters. */
    public static final int MARK = 1 << 5;

    /** {@code BPF_FIB_LKUP_RET_SUCCESS}. */
    public static final int RESULT_SUCCESS = 0;

    /** {@code BPF_FIB_LKUP_RET_BLACKHOLE}: the destination is to be dropped. */
    public static final int RESULT_BLACKHOLE = 1;

    /** {@code BPF_FIB_LKUP_RET_UNREACHABLE}. */
    public static final int RESULT_UNREACHABLE = 2;

    /** {@code BPF_FIB_LKUP_RET_PROHIBIT}. */
    public static final int RESULT_PROHIBIT = 3;

    /** {@code BPF_FIB_LKUP_RET_NOT_FWDED}: the packet is for this host. */
    public static final int RESULT_NOT_FORWARDED = 4;

    /** {@code BPF_FIB_LKUP_RET_FWD_DISABLED}. */
    public static final int RESULT_FORWARDING_DISABLED = 5;

    /** {@code BPF_FIB_LKUP_RET_UNSUPP_LWT}. */
    public static final int RESULT_UNSUPPORTED_TUNNEL = 6;

    /** {@code BPF_FIB_LKUP_RET_NO_NEIGH}. */
    public static final int RESULT_NO_NEIGHBOUR = 7;

    /** {@code BPF_FIB_LKUP_RET_FRAG_NEEDED}. */
    public static final int RESULT_FRAGMENT_NEEDED = 8;

    /** {@code BPF_FIB_LKUP_RET_NO_SRC_ADDR}. */
    public static final int RESULT_NO_SOURCE_ADDRESS = 9;

    private FibLookupFlags() {
    }
}
