package dev.osmia.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code osmia verify} of an object file, as a process of its own. */
final class ColdStart {
    private final Path command;
    private final Path object;

    ColdStart(Path command, Path object) {
        this.command = command;
        this.object = object;
    }

    /** Nanoseconds from the start to the exit. */
    long nanos() throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (!isAccepted(Map.of())) {
            throw new IOException(command + " verify " + object + " failed");
        }
        return System.nanoTime() - start;
    }

    /** The smallest heap that is enough, of these, in megabytes. */
    int heap(List<Integer> ascending) throws IOException, InterruptedException {
        for (int megabytes : ascending) {
            if (isAccepted(Map.of("OSMIA_JAVA_OPTS", "-Xms4m -Xmx" + megabytes + "m"))) {
                return megabytes;
            }
        }
        throw new IOException("no heap is enough for " + object);
    }

    private boolean isAccepted(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command.toString(), "verify", object.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        process.environment().putAll(environment);
        return process.start().waitFor() == 0;
    }
}
