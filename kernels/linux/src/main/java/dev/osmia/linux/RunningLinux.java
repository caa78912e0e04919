package dev.osmia.linux;

import dev.osmia.abi.Lockdown;
import dev.osmia.btf.Btf;
import dev.osmia.kernel.KernelConfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Linux that this process runs on tells everybody of itself: no permission is needed. Threads may share it. */
public final class RunningLinux {
    /** Where it keeps its types. */
    public static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");

    private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");
    private static final String FORCED = "CONFIG_LOCK_DOWN_KERNEL_FORCE_";
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

    private final KernelSymbols symbols = new KernelSymbols();

    private RunningLinux() {
    }

    /** The running Linux; empty on other systems, and where it does not tell its types. */
    public static Optional<RunningLinux> find() {
        return Files.isReadable(TYPES) ? Optional.of(new RunningLinux()) : Optional.empty();
    }

    /** Its release, such as {@code 6.18.2}. */
    public String release() {
        return System.getProperty("os.version");
    }

    /** Its types, without those of its modules. */
    public Btf types() {
        return symbols.types();
    }

    /** Whether it has a function or variable of that name. */
    public boolean hasSymbol(String name) {
        return symbols.has(name);
    }

    /** How many CPUs it can have. */
    public int cpus() {
        return Cpus.possible();
    }

    /** How far it is locked: as it says, or where it does not, as it was built; not at all if nothing tells. */
    public Lockdown lockdown() {
        try {
            return Files.isReadable(LOCKDOWN)
                    ? lockdown(Files.readString(LOCKDOWN))
                    : lockdownAsBuilt(LinuxConfig.text());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + LOCKDOWN, failure);
        }
    }

    /** What is chosen of a list such as {@code none [integrity] confidentiality}. */
    static Lockdown lockdown(String list) {
        Matcher chosen = CHOSEN.matcher(list);
        return chosen.find() ? Lockdown.valueOf(chosen.group(1).toUpperCase(Locale.ROOT)) : Lockdown.NONE;
    }

    /** How far a kernel locks itself when it starts. */
    static Lockdown lockdownAsBuilt(String config) {
        return Arrays.stream(Lockdown.values())
                .filter(level -> config.contains(FORCED + level + "=y\n"))
                .findFirst()
                .orElse(Lockdown.NONE);
    }

    /** How it was built. */
    public KernelConfig config() {
        return LinuxConfig.read(symbols);
    }
}
