package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Lockdown;
import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The kernel that a program is for. Its types are not read before something asks for them. */
public final class Target {
    private final Supplier<Optional<Btf>> source;
    private final Predicate<String> symbols;
    private final int cpus;
    private final Lockdown lockdown;
    private boolean isRead;
    private @Nullable KernelTypes types;

    /**
     * A kernel.
     *
     * @param source its types, empty if none are known
     * @param symbols whether it knows a variable or function by its name at run time
     * @param cpus how many CPUs it can have
     * @param lockdown how far it is locked
     */
    public Target(Supplier<Optional<Btf>> source, Predicate<String> symbols, int cpus, Lockdown lockdown) {
        this.source = source;
        this.symbols = symbols;
        this.cpus = cpus;
        this.lockdown = lockdown;
    }

    /** Its types, null if none are known. */
    public synchronized @Nullable KernelTypes types() {
        if (!isRead) {
            types = source.get().map(KernelTypes::of).orElse(null);
            isRead = true;
        }
        return types;
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
    public Lockdown lockdown() {
        return lockdown;
    }
}
