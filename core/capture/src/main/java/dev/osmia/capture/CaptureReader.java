package dev.osmia.capture;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads the packets of a capture file, one after another, in the order of the file.
 *
 * <p>The first bytes tell the format: pcap in either byte order with microseconds or nanoseconds, or pcapng with any
 * number of sections and interfaces. Of pcapng, blocks that hold no packet are passed over.
 *
 * <p>A file that is damaged gives the packets before the damage and then a {@link CaptureFormatException}, on every
 * further call as well. Memory does not depend on what the file claims: one packet is held at a time, of at most
 * {@link Packet#MAX_LENGTH} bytes.
 *
 * <p>A reader is for one thread at a time.
 */
public final class CaptureReader implements Iterable<Packet>, AutoCloseable {

    private static final int BUFFER_SIZE = 1 << 16;

    private final InputStream in;
    private final boolean ownsStream;
    private final CaptureFormat format;
    private final PacketSource source;
    private @Nullable CaptureFormatException damage;
    private boolean closed;

    private CaptureReader(InputStream in, boolean ownsStream, String name) throws IOException {
        this.in = in;
        this.ownsStream = ownsStream;
        CaptureInput input = new CaptureInput(new BufferedInputStream(in, BUFFER_SIZE), name);
        int magic = input.read(4, "magic number").getInt();
        boolean nanos = magic == PcapPackets.MAGIC_NANOS || magic == Integer.reverseBytes(PcapPackets.MAGIC_NANOS);
        boolean micros = magic == PcapPackets.MAGIC_MICROS || magic == Integer.reverseBytes(PcapPackets.MAGIC_MICROS);
        if (magic == PcapngPackets.SECTION_HEADER) {
            this.format = CaptureFormat.PCAPNG;
            this.source = new PcapngPackets(input);
        } else if (nanos || micros) {
            // A big-endian file has the first byte of the magic, a1, first.
            input.order(magic >>> 24 == 0xa1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            this.format = CaptureFormat.PCAP;
            this.source = new PcapPackets(input, nanos ? 1 : 1000);
        } else {
            throw input.bad(
                    0,
                    "magic number 0x%08x".formatted(magic),
                    "a pcap file (0xa1b2c3d4 or 0xa1b23c4d in either byte order) or a pcapng file (0x0a0d0d0a)");
        }
    }

    /**
     * Opens a file.
     *
     * @throws IOException if the file cannot be read
     * @throws CaptureFormatException if its header is not that of a capture
     */
    public static CaptureReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new CaptureReader(in, true, file.toString());
        } catch (IOException | RuntimeException failure) {
            try (in) {
                throw failure;
            }
        }
    }

    /**
     * Reads from a stream, which stays the caller's: closing the reader does not close it. The reader takes more bytes
     * than it needs, so whatever follows the capture in the stream is lost.
     *
     * @param in the capture, from its first byte on
     * @param name what errors call the stream
     * @throws IOException if the stream cannot be read
     * @throws CaptureFormatException if it does not begin like a capture
     */
    public static CaptureReader of(InputStream in, String name) throws IOException {
        return new CaptureReader(in, false, name);
    }

    /** The format that the first bytes told. */
    public CaptureFormat format() {
        return format;
    }

    /**
     * Reads the next packet.
     *
     * @return empty after the last packet
     * @throws IOException if the file cannot be read
     * @throws CaptureFormatException if the file is damaged here
     * @throws IllegalStateException if the reader is closed
     */
    public Optional<Packet> next() throws IOException {
        if (closed) {
            throw new IllegalStateException("the capture reader is closed");
        }
        if (damage != null) {
            throw damage;
        }
        try {
            return Optional.ofNullable(source.next());
        } catch (CaptureFormatException e) {
            damage = e;
            throw e;
        }
    }

    /**
     * The packets that have not been read yet. All iterators and streams of a reader take from the same file: each
     * packet comes out of one of them. They throw what {@link #next} throws, with an {@link IOException} wrapped into an
     * {@link UncheckedIOException}.
     */
    @Override
    public Iterator<Packet> iterator() {
        return new Iterator<>() {
            private @Nullable Packet ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    try {
                        ahead = CaptureReader.this.next().orElse(null);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return ahead != null;
            }

            @Override
            public Packet next() {
                if (!hasNext() || ahead == null) {
                    throw new NoSuchElementException("the capture has no more packets");
                }
                Packet packet = ahead;
                ahead = null;
                return packet;
            }
        };
    }

    /** The same as {@link #iterator}, as a sequential stream. */
    public Stream<Packet> packets() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** Closes the file, if this reader opened it. Closing twice is the same as closing once. */
    @Override
    public void close() throws IOException {
        closed = true;
        if (ownsStream) {
            in.close();
        }
    }
}
