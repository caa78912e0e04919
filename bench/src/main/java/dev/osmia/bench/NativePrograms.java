package dev.osmia.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The programs as gcc -O2 compiles them: the same sources, built into a library in a temporary folder. */
final class NativePrograms {
    private final List<String> names;
    private final MethodHandle run;

    private NativePrograms(List<String> names, MethodHandle run) {
        this.names = names;
        this.run = run;
    }

    /** Builds the library; empty if there is no gcc here. */
    static Optional<NativePrograms> build(Path folder, List<String> names) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("osmia-bench");
        try {
            return Optional.of(new NativePrograms(names, link(compile(folder, names, work))));
        } catch (MissingCompiler missing) {
            return Optional.empty();
        } finally {
            try (var files = Files.list(work)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }

    private static final class MissingCompiler extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static Path compile(Path folder, List<String> names, Path work) throws IOException, InterruptedException {
        StringBuilder list = new StringBuilder();
        names.forEach(name -> list.append("PROGRAM(").append(name).append(")\n"));
        Files.writeString(work.resolve("programs.h"), list);
        List<Path> objects = new ArrayList<>();
        for (String name : names) {
            Path object = work.resolve(name + ".o");
            gcc("-DMODE_NATIVE", "-DNAME=" + name, "-DNATIVE_PREFIX=native_", "-c",
                    folder.resolve("programs").resolve(name + ".c").toString(), "-o", object.toString());
            objects.add(object);
        }
        Path library = work.resolve("libprograms.so");
        List<String> arguments = new ArrayList<>(List.of("-shared", "-I" + work,
                folder.resolve("src/main/native/native.c").toString(), "-o", library.toString()));
        objects.forEach(object -> arguments.add(object.toString()));
        gcc(arguments.toArray(String[]::new));
        return library;
    }

    private static void gcc(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-fPIC"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException none) {
            throw new MissingCompiler();
        }
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(Path library) {
        MemorySegment function = SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow("run");
        return Linker.nativeLinker()
                .downcallHandle(function,
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    }

    /** One of the programs over a packet. */
    Subject subject(String name, byte[] packet) {
        int number = names.indexOf(name);
        Arena arena = Arena.ofShared();
        MemorySegment memory = arena.allocate(4096, 64);
        MemorySegment.copy(packet, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, packet.length);
        return new Subject() {
            private long run(long times) {
                try {
                    return (long) run.invokeExact(number, memory, (long) packet.length, times);
                } catch (Throwable failure) {
                    throw new IllegalStateException(failure);
                }
            }

            @Override
            public long nanos(long times) {
                long start = System.nanoTime();
                long ignored = run(times);
                return System.nanoTime() - start;
            }

            @Override
            public int result() {
                return (int) run(1);
            }

            @Override
            public void close() {
                arena.close();
            }
        };
    }
}
