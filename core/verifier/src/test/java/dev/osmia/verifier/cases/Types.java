package dev.osmia.verifier.cases;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.ObjectSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The types that cases refer to by name: those of {@code types.c}. */
final class Types {
    static final Btf ALL = read();

    private Types() {
    }

    private static Btf read() {
        try {
            return Objects.requireNonNull(ObjectSpec.read(CaseFile.folder().resolve("types.bpf.o")).btf());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The id of a function or a struct. */
    static int id(String name) {
        return ALL.find(name, BtfType.Func.class)
                .orElseGet(() -> ALL.find(name, BtfType.Struct.class)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "types.c has neither a function nor a struct " + name)));
    }
}
