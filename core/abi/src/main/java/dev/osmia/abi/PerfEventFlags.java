package dev.osmia.abi;

/** Flags of {@code bpf_perf_event_output}, {@code bpf_perf_event_read} and their like (Linux 6.18, {@code linux/bpf.h}). */
public final class PerfEventFlags {
    /** {@code BPF_F_INDEX_MASK}: the index into the map. */
    public static final long INDEX_MASK = 0xffff_ffffL;

    /** {@code BPF_F_CURRENT_CPU}: as index, the CPU that the program runs on. */
    public static final long CURRENT_CPU = 0xffff_ffffL;

    /** {@code BPF_F_CTXLEN_MASK}: how many bytes of the packet follow the data. */
    public static final long CONTEXT_LENGTH_MASK = 0xf_ffffL << 32;

    private PerfEventFlags() {
    }
}
