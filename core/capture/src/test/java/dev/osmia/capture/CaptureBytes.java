package dev.osmia.capture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Builds capture files byte by byte, valid ones and others. */
final class CaptureBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;

    CaptureBytes(ByteOrder order) {
        this.order = order;
    }

    static CaptureBytes little() {
        return new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
    }

    CaptureBytes u16(int value) {
        return raw(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    CaptureBytes u32(long value) {
        return raw(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
    }

    CaptureBytes u64(long value) {
        return raw(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    CaptureBytes raw(byte... data) {
        bytes.writeBytes(data);
        return this;
    }

    CaptureBytes zeros(int count) {
        return raw(new byte[count]);
    }

    CaptureBytes pcapHeader(long magic, int linkType) {
        return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(linkType);
    }

    CaptureBytes pcapPacket(long seconds, long ticks, byte... data) {
        return u32(seconds).u32(ticks).u32(data.length).u32(data.length).raw(data);
    }

    CaptureBytes block(long type, CaptureBytes body) {
        int length = 12 + body.bytes.size();
        return u32(type).u32(length).raw(body.array()).u32(length);
    }

    CaptureBytes section() {
        return block(0x0a0d0d0aL, body().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1));
    }

    CaptureBytes describeInterface(int linkType, long snapLength, CaptureBytes options) {
        return block(1, body().u16(linkType).u16(0).u32(snapLength).raw(options.array()));
    }

    CaptureBytes enhancedPacket(long interfaceIndex, long ticks, byte... data) {
        CaptureBytes body = body().u32(interfaceIndex).u32(ticks >>> 32).u32(ticks).u32(data.length).u32(data.length);
        return block(6, body.raw(data).zeros(-data.length & 3));
    }

    /** An empty builder of the same byte order. */
    CaptureBytes body() {
        return new CaptureBytes(order);
    }

    byte[] array() {
        return bytes.toByteArray();
    }

    static List<Packet> read(byte[] capture) {
        try (CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(capture), "test")) {
            List<Packet> packets = new ArrayList<>();
            reader.forEach(packets::add);
            return packets;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
