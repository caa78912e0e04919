package dev.osmia.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Writes packets to a capture file, with timestamps in nanoseconds, in little-endian byte order.
 *
 * <p>A file appears under its name when the writer is closed: until then the packets go to a hidden file beside it, which
 * is removed if a write fails. An existing file is replaced in that moment. What is not a regular file (a pipe, a
 * device) is written to directly.
 *
 * <p>A writer is for one thread at a time.
 */
public sealed interface CaptureWriter extends AutoCloseable permits PcapWriter, PcapngWriter {

    /**
     * Writes to a file in the format that its name asks for, see {@link CaptureFormat#ofName}.
     *
     * @throws IOException if the file's folder cannot be written to
     */
    static CaptureWriter create(Path file) throws IOException {
        return create(file, CaptureFormat.ofName(file));
    }

    /**
     * Writes to a file in a given format.
     *
     * @throws IOException if the file's folder cannot be written to
     */
    static CaptureWriter create(Path file, CaptureFormat format) throws IOException {
        return of(CaptureOutput.to(file), format);
    }

    /**
     * Writes to a stream, which stays the caller's: closing the writer flushes it and leaves it open. This is the way to
     * standard output.
     */
    static CaptureWriter of(OutputStream out, CaptureFormat format) {
        return of(CaptureOutput.to(out), format);
    }

    private static CaptureWriter of(CaptureOutput output, CaptureFormat format) {
        return switch (format) {
            case PCAP -> new PcapWriter(output);
            case PCAPNG -> new PcapngWriter(output);
        };
    }

    /**
     * Appends a packet.
     *
     * @throws IllegalArgumentException if the format cannot hold it: in pcap all packets have the link type of the
     *     first, and timestamps lie between 1970 and 2106; in pcapng timestamps are not negative
     * @throws IOException if writing fails; the file is then given up
     * @throws IllegalStateException if the writer is closed
     */
    void write(Packet packet) throws IOException;

    /**
     * Closes without completing: a file of that name stays what it was. What went to a stream or a device is not taken back.
     * This may be called while another thread writes or closes, which then fails: it is how a process cleans up that is
     * told to end.
     *
     * @throws IOException if what was written so far cannot be removed
     */
    void abandon() throws IOException;

    /**
     * Completes the file. A writer that never got a packet leaves a valid capture without packets. Closing twice is the
     * same as closing once.
     *
     * @throws IOException if the last bytes cannot be written or the file not be moved to its name
     */
    @Override
    void close() throws IOException;
}
