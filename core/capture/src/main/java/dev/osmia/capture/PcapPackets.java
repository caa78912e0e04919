package dev.osmia.capture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The packets of a pcap file (draft-ietf-opsawg-pcap), behind its magic number. */
final class PcapPackets implements PacketSource {

    static final int MAGIC_MICROS = 0xa1b2c3d4;
    static final int MAGIC_NANOS = 0xa1b23c4d;
    static final int MAJOR = 2;
    static final int MINOR = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final CaptureInput input;
    private final long nanosPerTick;
    private final int linkType;

    /** Reads the rest of the file header; {@code input} has its byte order already. */
    PcapPackets(CaptureInput input, long nanosPerTick) throws IOException {
        this.input = input;
        this.nanosPerTick = nanosPerTick;
        long start = input.offset();
        ByteBuffer header = input.read(20, "pcap file header");
        int major = Short.toUnsignedInt(header.getShort(0));
        int minor = Short.toUnsignedInt(header.getShort(2));
        if (major != MAJOR || minor != MINOR) {
            throw input.bad(start, "pcap version " + major + "." + minor, "version " + MAJOR + "." + MINOR);
        }
        // The snapshot length at 12 is not read: files in the field exceed their own, and Packet.MAX_LENGTH bounds it.
        // The upper half of the last word tells about frame check sequences.
        linkType = header.getInt(16) & 0xffff;
    }

    @Override
    public @Nullable Packet next() throws IOException {
        long start = input.offset();
        ByteBuffer header = input.readUnlessAtEnd(16, "packet header");
        if (header == null) {
            return null;
        }
        // Both products and their sum fit: seconds and ticks are 32 bits without sign.
        long nanos = Integer.toUnsignedLong(header.getInt(0)) * NANOS_PER_SECOND
                + Integer.toUnsignedLong(header.getInt(4)) * nanosPerTick;
        int length = PacketLengths.captured(input, start + 8, header.getInt(8));
        int original = PacketLengths.original(input, start + 12, header.getInt(12));
        return new Packet(nanos, linkType, original, input.read(length, "packet").array());
    }
}
