package dev.osmia.abi;

/** What Linux 6.18 asks of those who call a kernel function, or promises them ({@code KF_*} in {@code linux/btf.h}). */
public enum KernelFunctionFlag {
    /** What it returns is a reference that the program must give back, {@code KF_ACQUIRE}. */
    ACQUIRE,
    /** It takes a reference back, {@code KF_RELEASE}. */
    RELEASE,
    /** It may return null, {@code KF_RET_NULL}. */
    RET_NULL,
    /** Pointers to kernel structures must be trusted or referenced, and null is none, {@code KF_TRUSTED_ARGS}. */
    TRUSTED_ARGS,
    /** It may sleep: only for sleepable programs, {@code KF_SLEEPABLE}. */
    SLEEPABLE,
    /** It may take the machine down: the loader needs CAP_SYS_BOOT, {@code KF_DESTRUCTIVE}. */
    DESTRUCTIVE,
    /** As {@link #TRUSTED_ARGS}, or under the protection of RCU, {@code KF_RCU}. */
    RCU,
    /** It makes an open-coded iterator, {@code KF_ITER_NEW}. */
    ITER_NEW,
    /** It takes an iterator one step further, {@code KF_ITER_NEXT}. */
    ITER_NEXT,
    /** It ends an iterator, {@code KF_ITER_DESTROY}. */
    ITER_DESTROY,
    /** It is only called in a section that RCU protects, which also protects what it returns, {@code KF_RCU_PROTECTED}. */
    RCU_PROTECTED,
    /** The call leaves alone the registers that carry neither argument nor result, {@code KF_FASTCALL}. */
    FASTCALL,
    /** It returns an address in the arena of the program, {@code KF_ARENA_RET}. */
    ARENA_RET,
    /** The first argument may be an address in an arena, {@code KF_ARENA_ARG1}. */
    ARENA_ARG1,
    /** The second argument may be an address in an arena, {@code KF_ARENA_ARG2}. */
    ARENA_ARG2,
    /** Pointers into the packet are void after the call. Linux has no flag for it, but a list in its verifier. */
    CHANGES_PACKET,
    /** Only for programs that are bound to a network device. Linux has no flag for it, but a set of such functions. */
    DEVICE
}
