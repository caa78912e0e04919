package dev.osmia.abi;

import java.util.Locale;
import java.util.Optional;

/**
 * What a program is: the kind of hook it runs at, and with it its context, its helpers and its return values
 * (Linux 6.18, {@code enum bpf_prog_type}).
 */
public enum ProgramType {
    SOCKET_FILTER(1),
    KPROBE(2),
    SCHED_CLS(3),
    SCHED_ACT(4),
    TRACEPOINT(5),
    XDP(6),
    PERF_EVENT(7),
    CGROUP_SKB(8),
    CGROUP_SOCK(9),
    LWT_IN(10),
    LWT_OUT(11),
    LWT_XMIT(12),
    SOCK_OPS(13),
    SK_SKB(14),
    CGROUP_DEVICE(15),
    SK_MSG(16),
    RAW_TRACEPOINT(17),
    CGROUP_SOCK_ADDR(18),
    LWT_SEG6LOCAL(19),
    LIRC_MODE2(20),
    SK_REUSEPORT(21),
    FLOW_DISSECTOR(22),
    CGROUP_SYSCTL(23),
    RAW_TRACEPOINT_WRITABLE(24),
    CGROUP_SOCKOPT(25),
    TRACING(26),
    STRUCT_OPS(27),
    EXT(28),
    LSM(29),
    SK_LOOKUP(30),
    SYSCALL(31),
    NETFILTER(32),
    /** A hook that a Java program defines: Osmia's own, of which Linux knows nothing. */
    HOST(0);

    private static final IdTable<ProgramType> BY_ID = new IdTable<>(values(), ProgramType::id);

    private final int id;

    ProgramType(int id) {
        this.id = id;
    }

    /** The type of that number, or empty when Linux 6.18 has none of it (0 means unspecified and is none). */
    public static Optional<ProgramType> of(int id) {
        return BY_ID.find(id).filter(ProgramType::isLinux);
    }

    /** Whether Linux has programs of this type. */
    public boolean isLinux() {
        return this != HOST;
    }

    /** The number that bpf(2) takes, 0 if Linux has no such programs. */
    public int id() {
        return id;
    }

    /** The constant of Linux's header, {@code BPF_PROG_TYPE_XDP}. */
    public String linuxName() {
        return "BPF_PROG_TYPE_" + name();
    }

    /** The name that bpftool prints and takes, {@code xdp}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
