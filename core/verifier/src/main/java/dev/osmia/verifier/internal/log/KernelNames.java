package dev.osmia.verifier.internal.log;

import org.jspecify.annotations.Nullable;

/** The names of the kernel's functions. */
public interface KernelNames {
    /** The name of the function with that id in the kernel's types, or in those of a module; null if it is not known. */
    @Nullable
    String function(int id, int module);
}
