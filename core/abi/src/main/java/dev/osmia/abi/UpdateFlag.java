package dev.osmia.abi;

/**
 * The flags of looking up, updating and pushing map elements. {@code ANY}, {@code NOEXIST} and {@code EXIST} exclude
 * each other; {@code LOCK} is or'ed to them (Linux 6.18, {@code linux/bpf.h}).
 */
public enum UpdateFlag {
    /** Create the element or replace it. Pushing to a full queue or stack fails. */
    ANY(0, "BPF_ANY"),
    /** Only create: fails with {@link Errno#EEXIST} when the element is there. */
    NOEXIST(1, "BPF_NOEXIST"),
    /** Only replace: fails with {@link Errno#ENOENT} without it. Pushing to a full queue or stack drops its oldest. */
    EXIST(2, "BPF_EXIST"),
    /** Copy the value under the spin lock that it holds. */
    LOCK(4, "BPF_F_LOCK");

    private final int value;
    private final String linuxName;

    UpdateFlag(int value, String linuxName) {
        this.value = value;
        this.linuxName = linuxName;
    }

    /** The number in the flags argument. */
    public int value() {
        return value;
    }

    /** The constant of Linux's header. */
    public String linuxName() {
        return linuxName;
    }
}
