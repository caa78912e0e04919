package dev.osmia.abi;

/** What a section's name says about the program in it, beyond its types. */
public enum SectionTrait {
    /** The program may sleep: it is loaded with {@link ProgramFlag#SLEEPABLE}. */
    SLEEPABLE,
    /** The program takes XDP packets in several pieces: it is loaded with {@link ProgramFlag#XDP_HAS_FRAGS}. */
    FRAGS,
    /** What follows the slash names a function or type whose BTF id the load carries. */
    BTF,
    /** On kernels that do not know the expected attach type the program is loaded without it. */
    OPTIONAL
}
