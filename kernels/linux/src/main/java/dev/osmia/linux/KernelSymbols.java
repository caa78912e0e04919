package dev.osmia.linux;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The functions and variables of the running kernel, by their names. Its types are read once, when first needed. */
final class KernelSymbols {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final Path ADDRESSES = Path.of("/proc/kallsyms");

    private @Nullable Btf types;

    /** The kernel's own types; empty ones if it was built without. */
    synchronized Btf types() {
        Btf known = types;
        if (known == null) {
            try {
                known = Files.exists(TYPES)
                        ? Btf.read(Files.readAllBytes(TYPES))
                        : new BtfBuilder().build();
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read the kernel's types from " + TYPES, failure);
            }
            types = known;
        }
        return known;
    }

    /** The type id of a function, variable or other named type. */
    OptionalInt typeId(String name, Class<? extends BtfType> kind) {
        return types().find(name, kind);
    }

    /** The address of a symbol; empty if there is none, or if the kernel hides addresses ({@code kptr_restrict}). */
    OptionalLong address(String name) {
        try (Stream<String> lines = Files.lines(ADDRESSES)) {
            return lines.map(line -> line.split("\\s+", -1))
                    .filter(fields -> fields.length >= 3 && fields[2].equals(name))
                    .mapToLong(fields -> Long.parseUnsignedLong(fields[0], 16))
                    .filter(address -> address != 0)
                    .findFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the kernel's symbols from " + ADDRESSES, failure);
        }
    }
}
