package dev.osmia.verifier;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The types of a kernel of which nothing is known but what every program may know of it: contexts of program types, and
 * functions that deal with nothing but what programs have themselves (iterators over numbers, dynptrs, texts). They are
 * compiled from {@code minimal.c}.
 */
public final class MinimalTypes {
    private static final String RESOURCE = "minimal.btf";
    private static final String HIDDEN = "hidden";

    private MinimalTypes() {
    }

    /** The types. */
    public static Btf get() {
        return Holder.TYPES;
    }

    /** Whether no more is known of one of the types than that the kernel has such a struct. */
    static boolean isOpaque(int type) {
        return get().type(type) instanceof BtfType.Composite struct
                && struct.members().stream().allMatch(member -> member.name().equals(HIDDEN));
    }

    private static final class Holder {
        static final Btf TYPES = read();

        private static Btf read() {
            try (InputStream in = Objects.requireNonNull(MinimalTypes.class.getResourceAsStream(RESOURCE), RESOURCE)) {
                return Btf.read(in.readAllBytes());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
