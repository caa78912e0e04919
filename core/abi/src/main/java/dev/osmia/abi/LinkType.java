package dev.osmia.abi;

import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of links, the objects that hold an attachment (Linux 6.18, {@code enum bpf_link_type}).
 */
public enum LinkType {
    RAW_TRACEPOINT(1),
    TRACING(2),
    CGROUP(3),
    ITER(4),
    NETNS(5),
    XDP(6),
    PERF_EVENT(7),
    KPROBE_MULTI(8),
    STRUCT_OPS(9),
    NETFILTER(10),
    TCX(11),
    UPROBE_MULTI(12),
    NETKIT(13),
    SOCKMAP(14);

    private static final IdTable<LinkType> BY_ID = new IdTable<>(values(), LinkType::id);

    private final int id;

    LinkType(int id) {
        this.id = id;
    }

    /** The link type of that number, or empty when Linux 6.18 has none of it (0 means unspecified and is none). */
    public static Optional<LinkType> of(int id) {
        return BY_ID.find(id);
    }

    /** The number that bpf(2) takes. */
    public int id() {
        return id;
    }

    /** The constant of Linux's header, {@code BPF_LINK_TYPE_XDP}. */
    public String linuxName() {
        return "BPF_LINK_TYPE_" + name();
    }

    /** The name that bpftool prints and takes, {@code xdp}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
