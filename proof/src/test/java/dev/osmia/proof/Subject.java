package dev.osmia.proof;

import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.Kernel;
import dev.osmia.linux.LinuxKernel;

import java.util.Optional;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What is compared: the embedded kernel with each of its engines, and Linux. */
public enum Subject {
    CHECKED,
    INTERPRETER,
    /** The JIT, for programs that nobody has verified. */
    GUARDED,
    /** The JIT, for those that the verifier has accepted. */
    JIT,
    LINUX;

    /** Why Linux cannot be asked here; empty if it can. */
    private static final Optional<String> NO_LINUX = LinuxKernel.unavailableReason();

    /** Whether it takes only what a verifier accepts. */
    public boolean verifies() {
        return this == JIT || this == LINUX;
    }

    /** Opens the kernel, which the caller closes; where bpf(2) is not allowed the test is skipped and says why. */
    public Kernel open() {
        return open(Runtime.getRuntime().availableProcessors());
    }

    /** As {@link #open()}; the embedded kernel has that many CPUs, Linux those of the machine. */
    public Kernel open(int cpus) {
        return switch (this) {
            case CHECKED -> EmbeddedKernel.builder().engine(EngineKind.CHECKED).unverified().cpus(cpus).open();
            case INTERPRETER -> EmbeddedKernel.builder().engine(EngineKind.INTERPRETER).unverified().cpus(cpus).open();
            case GUARDED -> EmbeddedKernel.builder().engine(EngineKind.JIT).unverified().cpus(cpus).open();
            case JIT -> EmbeddedKernel.builder().engine(EngineKind.JIT).cpus(cpus).open();
            case LINUX -> {
                assumeTrue(NO_LINUX.isEmpty(), () -> NO_LINUX.orElse(""));
                yield LinuxKernel.open();
            }
        };
    }
}
