package dev.osmia.cli.verify;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfFormatException;
import dev.osmia.cli.Failure;
import dev.osmia.cli.NamedFile;
import dev.osmia.kernel.KernelConfig;
import dev.osmia.linux.RunningLinux;
import dev.osmia.verifier.VerifierSettings;
import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The kernel that programs are verified for.
 *
 * @param name what it is called in the output
 * @param settings what is known of it
 * @param config how it was built, as far as that is known; it takes long to find out
 */
record TargetKernel(String name, VerifierSettings settings, Supplier<KernelConfig> config) {
    /** What a kernel can have at most; of a kernel that is elsewhere, nothing better is known. */
    private static final int MOST_CPUS = 8192;

    /**
     * The kernel of a file, or the running Linux, or if there is none, a kernel without types.
     *
     * @throws Failure if the file cannot be read
     */
    static TargetKernel of(@Nullable Path types) {
        if (types != null) {
            return ofFile(types);
        }
        Optional<RunningLinux> running = RunningLinux.find();
        if (running.isEmpty()) {
            String name = "a kernel without types: this machine has no " + RunningLinux.TYPES
                    + ", and no --btf is given";
            return new TargetKernel(name, VerifierSettings.PRIVILEGED.withCpus(MOST_CPUS), unknown("this machine"));
        }
        RunningLinux linux = running.get();
        return new TargetKernel("this machine's Linux " + linux.release() + " (" + RunningLinux.TYPES + ")",
                VerifierSettings.PRIVILEGED.withKernelTypes(() -> Optional.of(linux.types()))
                        .withSymbols(linux::hasSymbol)
                        .withCpus(linux.cpus())
                        .withLockdown(linux::lockdown),
                linux::config);
    }

    private static TargetKernel ofFile(Path file) {
        byte[] bytes = NamedFile.reading(file, () -> Files.readAllBytes(file));
        try {
            return new TargetKernel("the kernel of " + file,
                    VerifierSettings.PRIVILEGED.withKernelTypes(Btf.read(bytes)).withCpus(MOST_CPUS),
                    unknown(file.toString()));
        } catch (BtfFormatException fault) {
            throw new Failure(file + ": " + fault.getMessage(), fault);
        }
    }

    private static Supplier<KernelConfig> unknown(String source) {
        return () -> new KernelConfig(source, 0, true, true, Map.of());
    }
}
