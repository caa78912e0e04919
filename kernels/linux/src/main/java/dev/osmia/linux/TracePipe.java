package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * Reads what programs print with {@code bpf_printk}, system-wide: every line goes to one reader only. Not safe for use
 * by several threads at once, except {@link #close()}.
 */
public final class TracePipe implements AutoCloseable {
    private static final List<Path> MOUNT_POINTS = List.of(Path.of("/sys/kernel/tracing"),
            Path.of("/sys/kernel/debug/tracing"));
    private static final String FILE = "trace_pipe";
    private static final int NON_BLOCKING_CLOSE_ON_EXEC = 0x800 | 0x80000;
    private static final int CURRENT_DIRECTORY = -100;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Descriptor.Owner owner = new Descriptor.Owner();
    private final Descriptor pipe;
    private final Readiness readiness;
    private final StringBuilder unfinished = new StringBuilder();

    private TracePipe(int fd) {
        pipe = owner.own(fd, "trace pipe");
        readiness = new Readiness(List.of(pipe), owner);
    }

    /** Why it cannot be opened here, or empty if its file is there. */
    public static Optional<String> unavailableReason() {
        return file().isPresent()
                ? Optional.empty()
                : Optional.of("tracefs is not mounted: mount -t tracefs tracefs " + MOUNT_POINTS.getFirst());
    }

    private static Optional<Path> file() {
        return MOUNT_POINTS.stream().map(point -> point.resolve(FILE)).filter(Files::exists).findFirst();
    }

    /**
     * Opens it. What was printed before and not read comes first.
     *
     * @throws BpfException if tracefs is not mounted, or the file cannot be opened
     */
    public static TracePipe open() {
        Path file = file().orElseThrow(
                () -> new BpfException("open " + FILE, Errno.ENOENT, unavailableReason().orElse("")));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            long fd = SystemCalls.call(SystemCall.OPENAT, CURRENT_DIRECTORY, path.address(),
                    NON_BLOCKING_CLOSE_ON_EXEC);
            if (fd < 0) {
                throw new BpfException("open " + file, Bpf.errno(fd), fd == Errno.EBUSY.result()
                        ? "another reader has it open"
                        : "");
            }
            return new TracePipe((int) fd);
        }
    }

    /**
     * Hands on the lines that have been printed, and waits for the first.
     *
     * @return how many were handed on, 0 when the time is over
     * @throws IllegalStateException after {@link #close()}
     */
    public int poll(Duration timeout, Consumer<String> target) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        int delivered = drain(target);
        for (long left = timeout.toNanos(); delivered == 0 && left > 0; left = deadline - System.nanoTime()) {
            readiness.await(Duration.ofNanos(left));
            delivered = drain(target);
        }
        return delivered;
    }

    private int drain(Consumer<String> target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            long bytes = pipe.use(fd -> SystemCalls.call(SystemCall.READ, fd, buffer.address(), BUFFER_BYTES));
            if (bytes < 0 && bytes != Errno.EAGAIN.result() && bytes != Errno.EINTR.result()) {
                throw new BpfException("read " + FILE, Bpf.errno(bytes), "");
            }
            unfinished.append(new String(buffer.asSlice(0, Math.max(0, bytes)).toArray(JAVA_BYTE),
                    StandardCharsets.UTF_8));
        }
        int delivered = 0;
        for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
            String line = unfinished.substring(0, end);
            unfinished.delete(0, end + 1);
            target.accept(line);
            delivered++;
        }
        return delivered;
    }

    @Override
    public void close() {
        readiness.close();
        owner.close();
    }
}
