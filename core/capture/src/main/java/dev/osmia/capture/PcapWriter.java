package dev.osmia.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the pcap format. The file header waits for the first packet, which brings the link type. */
final class PcapWriter implements CaptureWriter {

    private static final int UNKNOWN = -1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long MAX_NANOS = (1L << 32) * NANOS_PER_SECOND - 1;

    private final CaptureOutput output;
    private int linkType = UNKNOWN;

    PcapWriter(CaptureOutput output) {
        this.output = output;
    }

    @Override
    public void write(Packet packet) throws IOException {
        if (linkType != UNKNOWN && linkType != packet.linkType()) {
            throw new IllegalArgumentException(
                    "a packet of link type " + LinkType.name(packet.linkType()) + " in a pcap file of link type "
                            + LinkType.name(linkType) + "; a pcapng file holds both");
        }
        long nanos = packet.timestampNanos();
        if (nanos < 0 || nanos > MAX_NANOS) {
            throw new IllegalArgumentException(
                    "timestamp " + nanos + " ns, expected 0 to " + MAX_NANOS + " in a pcap file");
        }
        if (linkType == UNKNOWN) {
            header(packet.linkType());
        }
        byte[] data = packet.data();
        output.write(
                buffer(16 + data.length)
                        .putInt((int) (nanos / NANOS_PER_SECOND))
                        .putInt((int) (nanos % NANOS_PER_SECOND))
                        .putInt(data.length)
                        .putInt(packet.originalLength())
                        .put(data));
    }

    @Override
    public void abandon() throws IOException {
        output.abandon();
    }

    @Override
    public void close() throws IOException {
        try {
            if (linkType == UNKNOWN && !output.isClosed()) {
                header(LinkType.ETHERNET);
            }
        } finally {
            output.close();
        }
    }

    private void header(int newLinkType) throws IOException {
        linkType = newLinkType;
        output.write(
                buffer(24)
                        .putInt(PcapPackets.MAGIC_NANOS)
                        .putShort((short) PcapPackets.MAJOR)
                        .putShort((short) PcapPackets.MINOR)
                        .putLong(0)
                        .putInt(Packet.MAX_LENGTH)
                        .putInt(newLinkType));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
