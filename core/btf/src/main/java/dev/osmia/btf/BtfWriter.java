package dev.osmia.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes a table: header, types, strings. */
final class BtfWriter {
    private BtfWriter() {
    }

    static byte[] write(TypeTable types, StringTable strings, ByteOrder order) {
        int typeBytes = 4 * types.words().length;
        int stringBytes = strings.bytes().length;
        ByteBuffer out = ByteBuffer.allocate(BtfReader.HEADER_BYTES + typeBytes + stringBytes).order(order);
        out.putShort(BtfReader.MAGIC).put(BtfReader.VERSION).put((byte) 0).putInt(BtfReader.HEADER_BYTES);
        out.putInt(0).putInt(typeBytes).putInt(typeBytes).putInt(stringBytes);
        out.asIntBuffer().put(types.words());
        out.position(BtfReader.HEADER_BYTES + typeBytes).put(strings.bytes());
        return out.array();
    }
}
