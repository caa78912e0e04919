package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A compiler agrees with the printed layout: sizes of all types and offsets of all members. */
class CompiledHeaderTest {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    @TempDir
    private Path folder;

    @Test
    void clangGivesTheKernelsTypesTheirLayout() throws Exception {
        assumeTrue(Files.isReadable(VMLINUX), "needs " + VMLINUX + ": a Linux kernel with CONFIG_DEBUG_INFO_BTF");
        compile(Btf.read(Files.readAllBytes(VMLINUX)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clang14", "clang16", "clang19"})
    void clangGivesAnObjectsTypesTheirLayout(String compiler) throws Exception {
        compile(Fixtures.btf(compiler));
    }

    private void compile(Btf btf) throws IOException, InterruptedException {
        String clang = Stream.of("clang-19", "clang", "clang-16")
                .filter(CompiledHeaderTest::runs)
                .findFirst()
                .orElse("");
        assumeTrue(!clang.isEmpty(), "needs clang on the path");
        Path source = folder.resolve("layout.c");
        Path log = folder.resolve("clang.log");
        Files.writeString(source, new CPrinter(btf).header() + assertions(btf));
        int status = new ProcessBuilder(clang, "-target", "bpf", "-fsyntax-only", "-Werror", "-Wno-visibility",
                source.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        assertThat(status).withFailMessage(() -> read(log)).isZero();
    }

    private static String assertions(Btf btf) {
        CNames names = new CNames(btf);
        StringBuilder text = new StringBuilder();
        for (int id = 1; id < btf.size(); id++) {
            if (btf.type(id) instanceof Composite type && names.named(id)) {
                String name = names.keyword(id) + names.name(id);
                text.append("_Static_assert(sizeof(%s) == %d, \"%s\");\n".formatted(name, type.size(), name));
                for (Member member : type.members()) {
                    if (!member.name().isEmpty() && member.bitfieldSize() == 0) {
                        text.append("_Static_assert(__builtin_offsetof(%s, %s) == %d, \"%s\");\n".formatted(name,
                                CNames.identifier(member.name()), member.bitOffset() / 8, name));
                    }
                }
            }
        }
        return text.toString();
    }

    private static boolean runs(String command) {
        try {
            return new ProcessBuilder(command, "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
