package dev.osmia.capture;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Where a capture is written to: a stream of the caller, or a file that appears when it is complete. */
final class CaptureOutput {

    private final OutputStream file;
    private final OutputStream out;
    private final boolean ownsStream;
    private final @Nullable Path temporary;
    private final @Nullable Path target;
    private volatile boolean failed;
    private volatile boolean closed;

    private CaptureOutput(OutputStream out, boolean ownsStream, @Nullable Path temporary, @Nullable Path target) {
        this.file = out;
        this.out = new BufferedOutputStream(out);
        this.ownsStream = ownsStream;
        this.temporary = temporary;
        this.target = target;
    }

    static CaptureOutput to(OutputStream out) {
        return new CaptureOutput(out, false, null, null);
    }

    static CaptureOutput to(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe or device is written to; a move would replace it.
            return new CaptureOutput(Files.newOutputStream(file), true, null, null);
        }
        // A symbolic link stays one: what it points at is replaced.
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        // Not Files.createTempFile: its files are readable by the owner alone.
        OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new CaptureOutput(out, true, temporary, target);
    }

    /** Writes a whole buffer, from position 0 to its position. */
    void write(ByteBuffer buffer) throws IOException {
        if (closed) {
            throw new IllegalStateException("the capture writer is closed");
        }
        try {
            out.write(buffer.array(), buffer.arrayOffset(), buffer.position());
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Removes what was written of the file. Another thread may be writing or closing, and blocked in it: nothing is waited
     * for, and what that thread does then fails.
     */
    void abandon() throws IOException {
        failed = true;
        boolean open = !closed;
        closed = true;
        try {
            if (open && ownsStream) {
                file.close();
            }
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /** Completes the file, or removes what was written of it if any write failed. */
    void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            try {
                out.flush();
            } catch (IOException e) {
                failed = true;
                throw e;
            } finally {
                if (ownsStream) {
                    out.close();
                }
            }
            if (temporary != null && target != null && !failed) {
                move(temporary, target);
            }
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException notHere) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
