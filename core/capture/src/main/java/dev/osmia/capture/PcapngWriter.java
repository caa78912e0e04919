package dev.osmia.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Writes the pcapng format: one section, one interface for each link type. */
final class PcapngWriter implements CaptureWriter {

    private static final short OPTION_TSRESOL = 9;
    private static final byte NANOSECONDS = 9;
    private static final long UNKNOWN_SECTION_LENGTH = -1;

    private final CaptureOutput output;
    private final Map<Integer, Integer> interfaces = new HashMap<>();
    private boolean begun;

    PcapngWriter(CaptureOutput output) {
        this.output = output;
    }

    @Override
    public void write(Packet packet) throws IOException {
        if (packet.timestampNanos() < 0) {
            throw new IllegalArgumentException("timestamp " + packet.timestampNanos() + " ns, expected 0 or more");
        }
        begin();
        byte[] data = packet.data();
        int padding = -data.length & 3;
        ByteBuffer body = body(20 + data.length + padding)
                .putInt(interfaceOf(packet.linkType()))
                .putInt((int) (packet.timestampNanos() >>> 32))
                .putInt((int) packet.timestampNanos())
                .putInt(data.length)
                .putInt(packet.originalLength())
                .put(data)
                .put(new byte[padding]);
        block(PcapngPackets.ENHANCED_PACKET, body);
    }

    @Override
    public void abandon() throws IOException {
        output.abandon();
    }

    @Override
    public void close() throws IOException {
        try {
            if (!output.isClosed()) {
                begin();
            }
        } finally {
            output.close();
        }
    }

    private void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        block(
                PcapngPackets.SECTION_HEADER,
                body(16).putInt(PcapngPackets.BYTE_ORDER_MAGIC)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(UNKNOWN_SECTION_LENGTH));
    }

    private int interfaceOf(int linkType) throws IOException {
        Integer known = interfaces.get(linkType);
        if (known != null) {
            return known;
        }
        int index = interfaces.size();
        interfaces.put(linkType, index);
        block(
                PcapngPackets.INTERFACE_DESCRIPTION,
                body(20).putShort((short) linkType)
                        .putShort((short) 0)
                        .putInt(Packet.MAX_LENGTH)
                        .putShort(OPTION_TSRESOL)
                        .putShort((short) 1)
                        .put(NANOSECONDS)
                        .put(new byte[3])
                        .putInt(0));
        return index;
    }

    private static ByteBuffer body(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void block(int type, ByteBuffer body) throws IOException {
        int length = PcapngBlock.FRAME + body.position();
        output.write(body(length).putInt(type).putInt(length).put(body.flip()).putInt(length));
    }
}
