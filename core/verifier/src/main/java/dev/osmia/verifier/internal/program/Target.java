package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Lockdown;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * The kernel that a program is for.
 *
 * @param types its types, null if none are known
 * @param symbols whether it knows a variable or function by its name at run time
 * @param cpus how many CPUs it can have
 * @param lockdown how far it is locked
 */
public record Target(@Nullable KernelTypes types, Predicate<String> symbols, int cpus, Lockdown lockdown) {}
