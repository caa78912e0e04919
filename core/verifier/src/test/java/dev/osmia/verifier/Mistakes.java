package dev.osmia.verifier;

import dev.osmia.abi.ProgramFlag;
import dev.osmia.btf.Btf;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The programs with classic mistakes: NAME.bpf.c with the program {@code wrong} and often {@code fixed}, NAME.o, and in
 * NAME.expected how the mistake is explained. Programs whose names begin with {@code strict} are for loaders without
 * CAP_PERFMON, those with {@code aligned} ask for alignment.
 */
final class Mistakes {
    private static final Path FOLDER = Path.of("src/test/resources/dev/osmia/verifier/explain");
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    private Mistakes() {
    }

    /** Their names. */
    static List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".o"))
                    .map(name -> name.substring(0, name.length() - ".o".length()))
                    .sorted()
                    .toList();
        }
    }

    static String expected(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name + ".expected"));
    }

    static void record(String name, String text) throws IOException {
        Files.writeString(FOLDER.resolve(name + ".expected"), text);
    }

    static ObjectSpec object(String name) throws IOException {
        return ObjectSpec.read(FOLDER.resolve(name + ".o"));
    }

    /** The programs of an object whose names begin so. */
    static List<ProgramSpec> programs(String name, String start) throws IOException {
        return object(name).programs()
                .values()
                .stream()
                .filter(program -> program.name().startsWith(start))
                .map(program -> name.startsWith("aligned")
                        ? program.withFlags(program.flags() | ProgramFlag.STRICT_ALIGNMENT.value())
                        : program)
                .toList();
    }

    /** A verifier that can say something of a program; skips the test where that takes a kernel's types and there are none. */
    static Verifier verifier(String name, ProgramSpec program) throws IOException {
        VerifierSettings settings = VerifierSettings.PRIVILEGED.withPolicy(
                name.startsWith("strict") ? VerifierPolicy.STRICT : VerifierPolicy.PRIVILEGED);
        if (!(new Verifier(settings).verify(program, object(name).maps()) instanceof Verdict.Unsupported)) {
            return new Verifier(settings);
        }
        assumeTrue(Files.isReadable(VMLINUX), "needs " + VMLINUX + ": a Linux kernel with CONFIG_DEBUG_INFO_BTF");
        return new Verifier(settings.withKernelTypes(Vmlinux.TYPES));
    }

    private static final class Vmlinux {
        static final Btf TYPES = read();

        private static Btf read() {
            try {
                return Btf.read(Files.readAllBytes(VMLINUX));
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    }
}
