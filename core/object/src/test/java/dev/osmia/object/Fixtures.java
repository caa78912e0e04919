package dev.osmia.object;

import dev.osmia.btf.Btf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The compiled objects beside this class; {@code build.sh} there says how they were made. */
final class Fixtures {
    private Fixtures() {
    }

    /** All that can be read. */
    static List<String> names() {
        Stream<String> little = Stream.of("14", "16", "19")
                .flatMap(version -> Stream
                        .of("maps", "data", "calls", "externs", "core", "structops", "pointers", "kconfig", "indirect",
                                "legacy")
                        .map(name -> name + ".clang" + version));
        Stream<String> others = Stream.of("maps.bigendian", "data.bigendian", "calls.bigendian", "structops.bigendian",
                "legacy.bigendian",
                "calls-nobtf.clang19", "appended.clang19", "arena.clang19",
                "relocation/relocate.clang19");
        return Stream.concat(little, others).toList();
    }

    static List<String> compilers() {
        return List.of("clang14", "clang16", "clang19");
    }

    static byte[] bytes(String name) {
        return file(name + ".o");
    }

    static byte[] file(String name) {
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectSpec read(String name) {
        return ObjectSpec.read(name + ".o", bytes(name));
    }

    /** Whether two tables say the same, id by id. */
    static int compare(Btf left, Btf right) {
        return Arrays.compare(left.write(ByteOrder.LITTLE_ENDIAN), right.write(ByteOrder.LITTLE_ENDIAN));
    }
}
