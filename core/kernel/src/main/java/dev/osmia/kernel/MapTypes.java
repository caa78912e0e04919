package dev.osmia.kernel;

import dev.osmia.btf.BtfCodec;
import dev.osmia.btf.BtfValue;
import dev.osmia.object.TypeRef;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The codecs for keys and values that maps commonly have. */
public final class MapTypes {
    /** One byte, 0 to 255. */
    public static final Codec<Integer> U8 = codec(1, (value, to) -> to.put(value.byteValue()),
            from -> Byte.toUnsignedInt(from.get()));
    /** Two bytes, 0 to 65535. */
    public static final Codec<Integer> U16 = codec(2, (value, to) -> to.putShort(value.shortValue()),
            from -> Short.toUnsignedInt(from.getShort()));
    /** Four bytes; above 2147483647 the Java value is negative. */
    public static final Codec<Integer> U32 = codec(4, (value, to) -> to.putInt(value), ByteBuffer::getInt);
    /** Eight bytes; above 9223372036854775807 the Java value is negative. */
    public static final Codec<Long> U64 = codec(8, (value, to) -> to.putLong(value), ByteBuffer::getLong);

    private MapTypes() {
    }

    /** Raw bytes of one size. */
    public static Codec<byte[]> bytes(int size) {
        return codec(size, (value, to) -> {
            if (value.length != size) {
                throw new IllegalArgumentException("expected " + size + " bytes, not " + value.length);
            }
            to.put(value);
        }, from -> {
            byte[] bytes = new byte[size];
            from.get(bytes);
            return bytes;
        });
    }

    /**
     * Values of a type that BTF describes, as in an object's map: {@code btf(map.spec().valueType())}.
     *
     * @throws IllegalArgumentException if the type has no size
     */
    public static Codec<BtfValue> btf(TypeRef type) {
        BtfCodec codec = new BtfCodec(type.btf(), ByteOrder.nativeOrder());
        int size = type.btf().sizeOf(type.id());
        return codec(size, (value, to) -> to.put(encoded(codec, value, size)), from -> {
            BtfValue value = codec.decode(type.id(), from);
            from.position(from.position() + size);
            return value;
        });
    }

    private static byte[] encoded(BtfCodec codec, BtfValue value, int size) {
        byte[] bytes = codec.encode(value);
        if (bytes.length != size) {
            throw new IllegalArgumentException("expected a value of " + size + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    /** A codec from two functions that move the buffer's position by {@code size}. */
    public static <T> Codec<T> codec(int size, BiConsumer<T, ByteBuffer> encode, Function<ByteBuffer, T> decode) {
        return new Codec<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public void encode(T object, ByteBuffer target) {
                encode.accept(object, target.order(ByteOrder.nativeOrder()));
            }

            @Override
            public T decode(ByteBuffer source) {
                return decode.apply(source.order(ByteOrder.nativeOrder()));
            }
        };
    }
}
