package dev.osmia.abi;

/** Flags of {@code BPF_PROG_ATTACH} and {@code BPF_LINK_CREATE} (Linux 6.18, {@code linux/bpf.h}). */
public final class AttachFlags {
    /** {@code BPF_F_ALLOW_OVERRIDE}: a program further down a cgroup tree takes the place of this one. */
    public static final int ALLOW_OVERRIDE = 1;

    /** {@code BPF_F_ALLOW_MULTI}: it runs beside this one. */
    public static final int ALLOW_MULTI = 1 << 1;

    /** {@code BPF_F_REPLACE}: in the place of another program. */
    public static final int REPLACE = 1 << 2;

    /** {@code BPF_F_BEFORE}: before the program that is named. */
    public static final int BEFORE = 1 << 3;

    /** {@code BPF_F_AFTER}: after it. */
    public static final int AFTER = 1 << 4;

    /** {@code BPF_F_ID}: the other program is named by id, not by descriptor. */
    public static final int ID = 1 << 5;

    /** {@code BPF_F_PREORDER}: before the programs of the cgroups below. */
    public static final int PREORDER = 1 << 6;

    /** {@code BPF_F_LINK}: the other is a link, not a program. */
    public static final int LINK = 1 << 13;

    private AttachFlags() {
    }
}
