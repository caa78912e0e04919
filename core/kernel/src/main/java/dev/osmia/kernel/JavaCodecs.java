package dev.osmia.kernel;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.TypeRef;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the codec between a Java type and a C type. */
final class JavaCodecs {
    private static final int POINTER_SIZE = 8;

    private JavaCodecs() {
    }

    /**
     * The codec for a Java type as a C type lays it out.
     *
     * @throws IllegalArgumentException if objects of the one cannot be values of the other; the message says why
     */
    static Codec<?> of(Class<?> java, TypeRef c) {
        Btf btf = c.btf();
        int resolved = btf.resolve(c.id());
        if (java == byte[].class) {
            return MapTypes.bytes(btf.sizeOf(resolved));
        }
        return switch (btf.type(resolved)) {
            case BtfType.Composite _ when java.isRecord() -> RecordCodec.of(java, new TypeRef(btf, resolved));
            case BtfType.Int number ->
                IntegerCodec.of(java, number.size(), number.signed());
            case BtfType.Enumeration values -> IntegerCodec.of(java, btf.sizeOf(resolved), isSigned(values));
            case BtfType.Ptr _ -> IntegerCodec.of(java, POINTER_SIZE, false);
            case BtfType.Array array when java == String.class && btf.sizeOf(array.type()) == 1 ->
                text(array.length());
            case BtfType other -> throw new IllegalArgumentException("a Java " + java.getSimpleName()
                    + " cannot hold a C " + (btf.kind(resolved) + " " + other.name()).strip());
        };
    }

    private static boolean isSigned(BtfType.Enumeration type) {
        return switch (type) {
            case BtfType.Enum values -> values.signed();
            case BtfType.Enum64 values -> values.signed();
        };
    }

    /** The codec for a Java type as C lays out the type of the same width. */
    static Codec<?> natural(Class<?> java) {
        return java.isRecord() ? RecordCodec.natural(java) : IntegerCodec.natural(java);
    }

    /** Text in an array of characters, ended by a zero or by the array's end. */
    private static Codec<String> text(int size) {
        return MapTypes.codec(size, (value, to) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > size) {
                throw new IllegalArgumentException(
                        "\"" + value + "\" takes " + bytes.length + " bytes, of " + size + " there");
            }
            to.put(Arrays.copyOf(bytes, size));
        }, from -> decodeText(from, size));
    }

    private static String decodeText(ByteBuffer from, int size) {
        byte[] bytes = new byte[size];
        from.get(bytes);
        int length = 0;
        while (length < size && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
