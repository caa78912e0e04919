package dev.osmia.embedded;

import dev.osmia.btf.Btf;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The types that programs are adjusted to: those that the host gave, else those of the Linux that it runs on. */
final class KernelTypes {
    private static final Path RUNNING = Path.of("/sys/kernel/btf/vmlinux");

    private final Path running;
    private @Nullable Btf types;
    private @Nullable TypeRelocator relocator;

    KernelTypes(@Nullable Btf given) {
        this(given, RUNNING);
    }

    /** With another file for what the running Linux says, which may not exist. */
    KernelTypes(@Nullable Btf given, Path running) {
        this.running = running;
        this.types = given;
    }

    /** The types, empty if none are known. */
    synchronized Optional<Btf> known() {
        if (types == null && Files.isReadable(running)) {
            try {
                types = Btf.read(Files.readAllBytes(running));
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read the kernel's types from " + running, failure);
            }
        }
        return Optional.ofNullable(types);
    }

    /** What adjusts programs to them. */
    synchronized Optional<TypeRelocator> relocator() {
        if (relocator == null) {
            relocator = known().map(TypeRelocator::against).orElse(null);
        }
        return Optional.ofNullable(relocator);
    }
}
