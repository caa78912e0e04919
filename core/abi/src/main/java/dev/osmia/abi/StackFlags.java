package dev.osmia.abi;

/** Flags of {@code bpf_get_stackid} and {@code bpf_get_stack} (Linux 6.18, {@code linux/bpf.h}). */
public final class StackFlags {
    /** {@code BPF_F_SKIP_FIELD_MASK}: how many frames are left out. */
    public static final int SKIP_FIELD_MASK = 0xff;

    /** {@code BPF_F_USER_STACK}: the stack of user space, not of the kernel. */
    public static final int USER_STACK = 1 << 8;

    /** {@code BPF_F_FAST_STACK_CMP}: stacks with the same hash count as the same. */
    public static final int FAST_STACK_CMP = 1 << 9;

    /** {@code BPF_F_REUSE_STACKID}: a different stack under the same id is replaced. */
    public static final int REUSE_STACKID = 1 << 10;

    /** {@code BPF_F_USER_BUILD_ID}: build ids and file offsets instead of addresses. */
    public static final int USER_BUILD_ID = 1 << 11;

    private StackFlags() {
    }
}
