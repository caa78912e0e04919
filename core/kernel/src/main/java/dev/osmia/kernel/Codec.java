package dev.osmia.kernel;

import java.nio.ByteBuffer;

/**
 * How a Java object lies in memory as a key or a value.
 *
 * @param <T> the Java type
 */
public interface Codec<T> {

    /** Bytes that an object takes, the same for all. */
    int size();

    /** Writes an object at the buffer's position, which moves by {@link #size()}; the buffer's byte order is the machine's. */
    void encode(T object, ByteBuffer target);

    /** Reads an object at the buffer's position, which moves by {@link #size()}. */
    T decode(ByteBuffer source);
}
