package dev.osmia.abi;

/** Flags of the redirect helpers (Linux 6.18, {@code linux/bpf.h}); {@code bpf_redirect_map} takes an {@link XdpAction} for a missed lookup below them. */
public final class RedirectFlags {
    /** {@code BPF_F_INGRESS}: in at the interface instead of out of it; for socket maps, to its receive side. */
    public static final int INGRESS = 1;

    /** {@code BPF_F_BROADCAST}: to every interface of the device map. */
    public static final int BROADCAST = 1 << 3;

    /** {@code BPF_F_EXCLUDE_INGRESS}: but not to the one it came in by. */
    public static final int EXCLUDE_INGRESS = 1 << 4;

    private RedirectFlags() {
    }
}
