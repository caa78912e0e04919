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

    /**
     * Java objects as a C type lays them out: integers of every width as {@code byte} to {@code long} (or their boxes) and
     * {@code boolean}, arrays of characters as {@code String}, structs as records, anything as {@code byte[]}. A record's
     * components find the struct's members by name, {@code packetCount} being {@code packet_count}; members that have no
     * component are skipped, and written as zero. Unsigned values fill a wider Java type without sign.
     *
     * @throws IllegalArgumentException if objects of the one cannot be values of the other; the message says why
     */
    @SuppressWarnings("unchecked") // found by the class
    public static <T> Codec<T> of(Class<T> type, TypeRef c) {
        return (Codec<T>) JavaCodecs.of(type, c);
    }

    /**
     * Java objects as C lays out integers of the same width and structs of them, for maps whose types are unknown. A record's
     * components are members in the same order, each aligned to its size.
     *
     * @throws IllegalArgumentException if the type is neither an integer nor a record of integers and records
     */
    @SuppressWarnings("unchecked") // found by the class
    public static <T> Codec<T> of(Class<T> type) {
        return (Codec<T>) JavaCodecs.natural(type);
    }

    /**
     * The C struct that {@link #of(Class)} lays a record out as: {@code record PacketCount(int lastSeen)} is
     * {@code struct packet_count} with a member {@code last_seen}.
     *
     * @throws IllegalArgumentException if a component is neither an integer nor such a record
     */
    public static TypeRef struct(Class<? extends Record> type) {
        return RecordStruct.of(type);
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
