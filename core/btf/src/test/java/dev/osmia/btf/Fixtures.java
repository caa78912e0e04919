package dev.osmia.btf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The sections of the compiled fixtures. */
final class Fixtures {
    private Fixtures() {
    }

    static Btf btf(String compiler) {
        return Btf.read(bytes("types-" + compiler + ".BTF"));
    }

    static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
