package dev.osmia.abi;

import java.util.Set;

/** The flags with which a program is loaded, {@code prog_flags} (Linux 6.18, {@code linux/bpf.h}). */
public enum ProgramFlag {
    /** The verifier insists on aligned memory accesses even where the machine does not. */
    STRICT_ALIGNMENT("BPF_F_STRICT_ALIGNMENT", 1),
    /** The verifier takes unaligned memory accesses even where the machine does not. */
    ANY_ALIGNMENT("BPF_F_ANY_ALIGNMENT", 1 << 1),
    /** For tests: the upper halves of registers whose lower halves are written are made random. */
    TEST_RND_HI32("BPF_F_TEST_RND_HI32", 1 << 2),
    /** For tests: the verifier gives up the states that it has seen more often. */
    TEST_STATE_FREQ("BPF_F_TEST_STATE_FREQ", 1 << 3),
    /** The program may sleep. */
    SLEEPABLE("BPF_F_SLEEPABLE", 1 << 4),
    /** The program takes XDP packets in several pieces. */
    XDP_HAS_FRAGS("BPF_F_XDP_HAS_FRAGS", 1 << 5),
    /** The program runs on the device that is named at load, which gives it hardware metadata. */
    XDP_DEV_BOUND_ONLY("BPF_F_XDP_DEV_BOUND_ONLY", 1 << 6),
    /** For tests: the verifier fails where its own numbers contradict each other. */
    TEST_REG_INVARIANTS("BPF_F_TEST_REG_INVARIANTS", 1 << 7),
    /** The command carries a token descriptor. */
    TOKEN_FD("BPF_F_TOKEN_FD", 1 << 16);

    private final String linuxName;
    private final int value;

    ProgramFlag(String linuxName, int value) {
        this.linuxName = linuxName;
        this.value = value;
    }

    /** All values or'ed together. */
    public static int mask(Set<ProgramFlag> flags) {
        return flags.stream().mapToInt(ProgramFlag::value).reduce(0, (left, right) -> left | right);
    }

    /** The bit. */
    public int value() {
        return value;
    }

    /** The constant of Linux's header. */
    public String linuxName() {
        return linuxName;
    }
}
