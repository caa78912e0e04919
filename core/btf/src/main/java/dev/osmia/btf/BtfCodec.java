package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes bytes by their type, and encodes such values again: keys and values of maps, events, contexts. Unlike a
 * {@link Btf} table's, the byte order is that of the data. Codecs are immutable and may be used by many threads.
 */
public final class BtfCodec {
    private final Btf btf;
    private final ByteOrder order;

    /** Decodes by the types of one table. */
    public BtfCodec(Btf btf, ByteOrder order) {
        this.btf = btf;
        this.order = order;
    }

    /**
     * Decodes a value that starts at the buffer's position, which stays.
     *
     * @throws IllegalArgumentException if the type has no size, if fewer bytes remain than it takes, or if unions
     *         make its bytes far more values than there are bytes
     */
    public BtfValue decode(int type, ByteBuffer bytes) {
        int size = btf.sizeOf(type);
        if (bytes.remaining() < size) {
            throw new IllegalArgumentException(
                    describe(btf, type) + " takes " + size + " bytes, but " + bytes.remaining() + " are there");
        }
        return new ValueDecoder(btf, bytes.slice().order(order)).decode(type, 0);
    }

    /**
     * Encodes a value as the bytes of its type; what the value does not mention is zero.
     *
     * @throws IllegalArgumentException if a part of the value does not have the shape of its type, or does not fit into it
     */
    public byte[] encode(BtfValue value) {
        ByteBuffer bytes = ByteBuffer.allocate(btf.sizeOf(value.type())).order(order);
        new ValueEncoder(btf, bytes).encode(value.type(), value, 0);
        return bytes.array();
    }

    static String describe(Btf btf, int type) {
        int resolved = btf.resolve(type);
        return "type " + type + " (" + (btf.kind(resolved) + " " + btf.name(resolved)).strip() + ")";
    }

    /** Whether elements of the type make text. */
    static boolean isChar(BtfType type) {
        return type instanceof BtfType.Int number && number.size() == 1
                && (number.encoding() == IntEncoding.CHAR || number.encoding() == IntEncoding.SIGNED_CHAR
                        || number.name().equals("char"));
    }

    /** Whether elements of the type are plain bytes. */
    static boolean isByte(BtfType type) {
        return type instanceof BtfType.Int number && number.size() == 1 && number.encoding() == IntEncoding.UNSIGNED;
    }
}
