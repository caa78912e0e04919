package dev.osmia.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * The five fields of one 8-byte slot, before anyone asks what they mean (RFC 9669, section 3.1).
 *
 * @param index which slot of the program this is, for messages
 * @param opcode 0 to 255
 * @param dst 0 to 15
 * @param src 0 to 15
 */
record Slot(int index, int opcode, int dst, int src, short offset, int immediate) {
    static final int BYTES = 8;

    /** The fields of a slot as they lie in one number: {@link #bits} says where. */
    static Slot of(int index, long bits) {
        return new Slot(index, (int) bits & 0xff, (int) bits >>> 8 & 0xf, (int) bits >>> 12 & 0xf,
                (short) (bits >>> 16), (int) (bits >>> 32));
    }

    /** All fields in one number, from the opcode in its lowest bits on: the little-endian slot. */
    long bits() {
        return opcode | (long) dst << 8 | (long) src << 12 | (offset & 0xffffL) << 16 | (long) immediate << 32;
    }

    /** Reads the slot at the buffer's position, in the buffer's byte order. */
    static Slot read(int index, ByteBuffer buffer) {
        int opcode = Byte.toUnsignedInt(buffer.get());
        int registers = Byte.toUnsignedInt(buffer.get());
        int low = registers & 0xf;
        int high = registers >>> 4;
        boolean little = buffer.order() == ByteOrder.LITTLE_ENDIAN;
        return new Slot(index, opcode, little ? low : high, little ? high : low, buffer.getShort(), buffer.getInt());
    }

    /** Writes the slot at the buffer's position, in the buffer's byte order. */
    void write(ByteBuffer buffer) {
        boolean little = buffer.order() == ByteOrder.LITTLE_ENDIAN;
        buffer.put((byte) opcode);
        buffer.put((byte) (little ? src << 4 | dst : dst << 4 | src));
        buffer.putShort(offset);
        buffer.putInt(immediate);
    }

    Register dstRegister() {
        return register("destination", dst);
    }

    Register srcRegister() {
        return register("source", src);
    }

    private Register register(String field, int number) {
        if (number > Register.R10.number()) {
            throw refuse(() -> "register r%d in the %s field, expected r0 to r10".formatted(number, field));
        }
        return Register.of(number);
    }

    Refusal refuse(Supplier<String> reason) {
        return new Refusal(() -> "opcode 0x%02x: %s".formatted(opcode, reason.get()));
    }
}
