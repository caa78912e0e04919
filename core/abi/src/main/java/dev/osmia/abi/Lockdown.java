package dev.osmia.abi;

import java.util.EnumSet;
import java.util.Set;

/** How far Linux is locked against its own administrator ({@code kernel_lockdown.7}); programs lack helpers then. */
public enum Lockdown {
    /** Not at all. */
    NONE,
    /** The running kernel cannot be changed. */
    INTEGRITY,
    /** What the kernel keeps secret cannot be read either. */
    CONFIDENTIALITY;

    private static final Set<Helper> WRITERS = EnumSet.of(Helper.PROBE_WRITE_USER);
    private static final Set<Helper> READERS = EnumSet.of(Helper.PROBE_READ, Helper.PROBE_READ_STR,
            Helper.PROBE_READ_KERNEL, Helper.PROBE_READ_KERNEL_STR);

    /** Whether no program may call a helper. */
    public boolean withholds(Helper helper) {
        return this != NONE && WRITERS.contains(helper) || this == CONFIDENTIALITY && READERS.contains(helper);
    }
}
