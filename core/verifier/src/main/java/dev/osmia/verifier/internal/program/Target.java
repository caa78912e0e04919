package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Lockdown;
import dev.osmia.btf.Btf;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.MinimalTypes;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The kernel that a program is for. Its types are not read before something asks for them. */
public final class Target {
    private final Supplier<Optional<Btf>> source;
    private final Predicate<String> symbols;
    private final int cpus;
    private final Supplier<Lockdown> lockdown;
    private final Map<String, HookRules> hooks;
    private @Nullable KernelTypes types;
    private @Nullable Lockdown locked;

    /**
     * A kernel.
     *
     * @param source its types; if they are not known they are {@link MinimalTypes}
     * @param symbols whether it knows a variable or function by its name at run time
     * @param cpus how many CPUs it can have
     * @param lockdown how far it is locked
     * @param hooks places outside of it, by name
     */
    public Target(Supplier<Optional<Btf>> source, Predicate<String> symbols, int cpus,
            Supplier<Lockdown> lockdown, Map<String, HookRules> hooks) {
        this.source = source;
        this.symbols = symbols;
        this.cpus = cpus;
        this.lockdown = lockdown;
        this.hooks = hooks;
    }

    /** A place outside of it, null if there is none of that name. */
    @Nullable
    HookRules hook(String name) {
        return hooks.get(name);
    }

    /** Its types. */
    public synchronized KernelTypes types() {
        KernelTypes known = types;
        if (known == null) {
            known = KernelTypes.of(source.get().orElseGet(MinimalTypes::get));
            types = known;
        }
        return known;
    }

    /** Whether it has types that are not known. */
    public boolean isObscure() {
        return types().kernel() == MinimalTypes.get();
    }

    /** Whether it knows a variable or function by its name at run time. */
    public Predicate<String> symbols() {
        return symbols;
    }

    /** How many CPUs it can have. */
    public int cpus() {
        return cpus;
    }

    /** How far it is locked. */
    public synchronized Lockdown lockdown() {
        Lockdown known = locked;
        if (known == null) {
            known = lockdown.get();
            locked = known;
        }
        return known;
    }
}
