package dev.osmia.kernel;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * A C integer as a Java one. The Java type may be wider: the value is then extended as the C type's sign says, and must fit
 * when it is written. In a Java type of the same width an unsigned value keeps its bits.
 *
 * @param size bytes in memory: 1, 2, 4 or 8
 * @param signed whether the C type is
 */
record IntegerCodec(JavaInteger java, int size, boolean signed) implements Codec<Object> {

    /**
     * A Java type that holds integers.
     *
     * @param size its bytes
     * @param box makes an object of a number
     * @param unbox makes a number of an object
     */
    record JavaInteger(int size, LongFunction<Object> box, ToLongFunction<Object> unbox) {}

    private static final JavaInteger BYTE = new JavaInteger(1, value -> (byte) value, value -> (Byte) value);
    private static final JavaInteger SHORT = new JavaInteger(2, value -> (short) value, value -> (Short) value);
    private static final JavaInteger CHAR = new JavaInteger(2, value -> (char) value, value -> (Character) value);
    private static final JavaInteger INT = new JavaInteger(4, value -> (int) value, value -> (Integer) value);
    private static final JavaInteger LONG = new JavaInteger(8, value -> value, value -> (Long) value);
    private static final JavaInteger BOOLEAN = new JavaInteger(1, value -> value != 0,
            value -> (Boolean) value ? 1 : 0);

    private static final Map<Class<?>, JavaInteger> TYPES = Map.ofEntries(Map.entry(byte.class, BYTE),
            Map.entry(Byte.class, BYTE), Map.entry(short.class, SHORT), Map.entry(Short.class, SHORT),
            Map.entry(char.class, CHAR), Map.entry(Character.class, CHAR), Map.entry(int.class, INT),
            Map.entry(Integer.class, INT), Map.entry(long.class, LONG), Map.entry(Long.class, LONG),
            Map.entry(boolean.class, BOOLEAN), Map.entry(Boolean.class, BOOLEAN));

    static Codec<?> of(Class<?> type, int size, boolean signed) {
        JavaInteger java = require(type);
        if (java.size() < size || size > Long.BYTES) {
            throw new IllegalArgumentException(
                    "a Java " + type.getSimpleName() + " is too narrow for a C integer of " + size + " bytes");
        }
        return new IntegerCodec(java, size, signed);
    }

    static Codec<?> natural(Class<?> type) {
        JavaInteger java = require(type);
        return new IntegerCodec(java, java.size(), true);
    }

    private static JavaInteger require(Class<?> type) {
        JavaInteger java = TYPES.get(type);
        if (java == null) {
            throw new IllegalArgumentException("a Java " + type.getSimpleName()
                    + " is no integer; known are byte, short, char, int, long, boolean and records of them");
        }
        return java;
    }

    @Override
    public void encode(Object object, ByteBuffer target) {
        long value = java.unbox().applyAsLong(object);
        if (java.size() > size && value != extend(value)) {
            throw new IllegalArgumentException(
                    value + " does not fit into " + size + (signed ? " signed" : " unsigned") + " bytes");
        }
        switch (size) {
            case 1 -> target.put((byte) value);
            case 2 -> target.putShort((short) value);
            case 4 -> target.putInt((int) value);
            default -> target.putLong(value);
        }
    }

    @Override
    public Object decode(ByteBuffer source) {
        long value = switch (size) {
            case 1 -> source.get();
            case 2 -> source.getShort();
            case 4 -> source.getInt();
            default -> source.getLong();
        };
        return java.box().apply(extend(value));
    }

    private long extend(long value) {
        int unused = Long.SIZE - Byte.SIZE * size;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }
}
