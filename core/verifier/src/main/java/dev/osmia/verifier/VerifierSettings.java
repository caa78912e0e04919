package dev.osmia.verifier;

import dev.osmia.abi.Lockdown;
import dev.osmia.btf.Btf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a verdict depends on beside the program.
 *
 * @param policy what programs for Linux may do beyond what is safe; those of hooks outside of it may do nothing of the kind
 * @param kernelTypes gives the types of the kernel that the program is for when they are needed; empty for a
 *     kernel of which none are known
 * @param symbols whether that kernel knows a variable or function by its name at run time ({@code /proc/kallsyms})
 * @param cpus how many CPUs that kernel can have
 * @param lockdown how far that kernel is locked, when that is asked for
 * @param targets programs that others may be attached to; each is attached to those behind it where it has to be
 * @param hooks the places outside of Linux at which programs of {@link dev.osmia.abi.ProgramType#HOST} may run, by name
 */
public record VerifierSettings(VerifierPolicy policy, Supplier<Optional<Btf>> kernelTypes, Predicate<String> symbols,
        int cpus, Supplier<Lockdown> lockdown, List<TargetProgram> targets, Map<String, HookRules> hooks) {
    /** Keeps copies of the targets and hooks. */
    public VerifierSettings {
        targets = List.copyOf(targets);
        hooks = Map.copyOf(hooks);
    }

    /** A loader with all capabilities, on a kernel without types and with a single CPU. */
    public static final VerifierSettings PRIVILEGED = new VerifierSettings(VerifierPolicy.PRIVILEGED, Optional::empty,
            _ -> true, 1, () -> Lockdown.NONE, List.of(), Map.of());

    /** The same for other types. */
    public VerifierSettings withKernelTypes(Btf types) {
        return withKernelTypes(() -> Optional.of(types));
    }

    /** The same for types that are read when they are needed. */
    public VerifierSettings withKernelTypes(Supplier<Optional<Btf>> types) {
        return new VerifierSettings(policy, types, symbols, cpus, lockdown, targets, hooks);
    }

    /** The same for other programs' rights. */
    public VerifierSettings withPolicy(VerifierPolicy other) {
        return new VerifierSettings(other, kernelTypes, symbols, cpus, lockdown, targets, hooks);
    }

    /** The same for another number of CPUs. */
    public VerifierSettings withCpus(int count) {
        return new VerifierSettings(policy, kernelTypes, symbols, count, lockdown, targets, hooks);
    }

    /** The same for a kernel with other symbols. */
    public VerifierSettings withSymbols(Predicate<String> known) {
        return new VerifierSettings(policy, kernelTypes, known, cpus, lockdown, targets, hooks);
    }

    /** The same for a kernel that is locked. */
    public VerifierSettings withLockdown(Lockdown other) {
        return withLockdown(() -> other);
    }

    /** The same for a kernel that is asked when it matters whether it is locked. */
    public VerifierSettings withLockdown(Supplier<Lockdown> other) {
        return new VerifierSettings(policy, kernelTypes, symbols, cpus, other, targets, hooks);
    }

    /**
     * The same with other programs that programs may be attached to: to replace one of their functions ({@code freplace}) or
     * to trace one ({@code fentry}, {@code fexit}). Linux attaches to loaded programs only, so they are verified too.
     */
    public VerifierSettings withTargets(List<TargetProgram> programs) {
        return new VerifierSettings(policy, kernelTypes, symbols, cpus, lockdown, programs, hooks);
    }

    /** The same with one more place for programs. */
    public VerifierSettings withHook(String name, HookRules rules) {
        Map<String, HookRules> more = new HashMap<>(hooks);
        more.put(name, rules);
        return new VerifierSettings(policy, kernelTypes, symbols, cpus, lockdown, targets, more);
    }
}
