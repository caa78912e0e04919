package dev.osmia.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a little-endian fixture, found and changed by hand: not with the reader that is under test. */
final class ObjectBytes {
    static final int OFFSET = 24;
    static final int SIZE = 32;

    private static final int SECTION_HEADER_BYTES = 64;

    private final ByteBuffer bytes;

    ObjectBytes(String fixture) {
        bytes = ByteBuffer.wrap(Fixtures.bytes(fixture)).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] array() {
        return bytes.array();
    }

    ObjectBytes put(int at, byte... content) {
        bytes.put(at, content);
        return this;
    }

    ObjectBytes putShort(int at, int value) {
        bytes.putShort(at, (short) value);
        return this;
    }

    ObjectBytes putInt(int at, int value) {
        bytes.putInt(at, value);
        return this;
    }

    ObjectBytes putLong(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    /** Changes a 64-bit field of a section's header. */
    ObjectBytes field(String section, int field, long value) {
        return putLong(header(section) + field, value);
    }

    int getInt(int at) {
        return bytes.getInt(at);
    }

    long getLong(int at) {
        return bytes.getLong(at);
    }

    /** Where the bytes of a section start in the file. */
    int start(String section) {
        return bytes.getInt(header(section) + OFFSET);
    }

    int size(String section) {
        return bytes.getInt(header(section) + SIZE);
    }

    /** Where the header of a section starts in the file. */
    int header(String section) {
        int table = bytes.getInt(40);
        int names = bytes.getInt(table + bytes.getShort(62) * SECTION_HEADER_BYTES + OFFSET);
        byte[] wanted = (section + "\0").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.getShort(60); i++) {
            int header = table + i * SECTION_HEADER_BYTES;
            int name = names + bytes.getInt(header);
            if (Arrays.equals(wanted, Arrays.copyOfRange(bytes.array(), name, name + wanted.length))) {
                return header;
            }
        }
        throw new IllegalArgumentException(section);
    }
}
