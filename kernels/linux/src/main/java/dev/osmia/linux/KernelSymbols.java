package dev.osmia.linux;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfFormatException;
import dev.osmia.btf.BtfType;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The functions and variables of the running kernel, by their names. Its types are read once, when first needed. */
final class KernelSymbols {
    private static final System.Logger LOG = System.getLogger(KernelSymbols.class.getName());
    private static final Path TYPES = Path.of("/sys/kernel/btf");
    private static final String KERNEL = "vmlinux";

    private final Path folder;
    private final SymbolTable addresses = new SymbolTable();
    private @Nullable Btf types;
    private @Nullable List<Btf> modules;
    private @Nullable TypeRelocator relocator;

    KernelSymbols() {
        this(TYPES);
    }

    /** With types from another folder. */
    KernelSymbols(Path folder) {
        this.folder = folder;
    }

    /** The kernel's own types; empty ones if it was built without. */
    synchronized Btf types() {
        Btf known = types;
        if (known == null) {
            try {
                Path file = folder.resolve(KERNEL);
                known = Files.exists(file)
                        ? Btf.read(Files.readAllBytes(file))
                        : new BtfBuilder().build();
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read the kernel's types from " + folder, failure);
            }
            types = known;
        }
        return known;
    }

    /** What adjusts programs to the kernel's types and its modules'; empty if it was built without. */
    synchronized Optional<TypeRelocator> relocator() {
        if (relocator == null && types().size() > 1) {
            relocator = TypeRelocator.against(types(), this::modules);
        }
        return Optional.ofNullable(relocator);
    }

    /** The types of the modules that were loaded at the first question. */
    private synchronized List<Btf> modules() {
        List<Btf> known = modules;
        if (known == null) {
            try (Stream<Path> files = Files.list(folder)) {
                known = files.filter(file -> !file.endsWith(KERNEL)).sorted().flatMap(this::module).toList();
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read the types of the kernel's modules from " + folder, failure);
            }
            modules = known;
        }
        return known;
    }

    /** A module may be gone since it was listed. */
    private Stream<Btf> module(Path file) {
        try {
            return Stream.of(Btf.readSplit(types(), Files.readAllBytes(file)));
        } catch (IOException | BtfFormatException failure) {
            LOG.log(System.Logger.Level.DEBUG, "left out the types of {0}: {1}", file, failure.getMessage());
            return Stream.empty();
        }
    }

    /** The type id of a function, variable or other named type. */
    OptionalInt typeId(String name, Class<? extends BtfType> kind) {
        return types().find(name, kind);
    }

    /** Whether an enumeration has a value of that name. */
    boolean knowsEnumerator(String name) {
        Btf all = types();
        return IntStream.range(1, all.size())
                .mapToObj(all::type)
                .anyMatch(type -> type instanceof BtfType.Enum values
                        && values.values().stream().anyMatch(value -> value.name().equals(name)));
    }

    /** Whether there is a function or variable of that name. */
    boolean has(String name) {
        return addresses.has(name);
    }

    /** The address of a symbol; empty if there is none, or if the kernel hides addresses ({@code kptr_restrict}). */
    OptionalLong address(String name) {
        return addresses.address(name);
    }
}
