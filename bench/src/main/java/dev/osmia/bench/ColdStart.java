package dev.osmia.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** {@code osmia verify} of an object file, as a process of its own. */
final class ColdStart {
    private final Path command;
    private final Path object;

    ColdStart(Path command, Path object) {
        this.command = command;
        this.object = object;
    }

    String name() {
        return object.getFileName().toString();
    }

    /** Nanoseconds from the start to the exit. */
    long nanos() throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (!isAccepted(Map.of())) {
            throw new IOException(command + " verify " + object + " failed");
        }
        return System.nanoTime() - start;
    }

    /** Whether a heap of so many megabytes is enough. */
    boolean fits(int megabytes) throws IOException, InterruptedException {
        return isAccepted(Map.of("OSMIA_JAVA_OPTS", "-Xms4m -Xmx" + megabytes + "m"));
    }

    private boolean isAccepted(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command.toString(), "verify", object.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        process.environment().putAll(environment);
        return process.start().waitFor() == 0;
    }
}
