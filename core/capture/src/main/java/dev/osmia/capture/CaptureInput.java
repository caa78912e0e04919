package dev.osmia.capture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a capture file in order, with the offset that errors name. Takes no length on trust. */
final class CaptureInput {

    private static final int SKIP_CHUNK = 8192;

    private final InputStream in;
    private final String file;
    private long offset;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    CaptureInput(InputStream in, String file) {
        this.in = in;
        this.file = file;
    }

    /** Bytes consumed so far. */
    long offset() {
        return offset;
    }

    /** Sets the byte order of every buffer that is read from now on. */
    void order(ByteOrder newOrder) {
        order = newOrder;
    }

    /** The next {@code length} bytes; {@code what} names them if the file ends before. */
    ByteBuffer read(int length, String what) throws IOException {
        // readNBytes grows its array as bytes arrive: a length that lies costs no memory.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw truncated(bytes.length, length, what);
        }
        offset += length;
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** The next {@code length} bytes, or null if the file ends exactly here. */
    @Nullable
    ByteBuffer readUnlessAtEnd(int length, String what) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length == 0) {
            return null;
        }
        if (bytes.length < length) {
            throw truncated(bytes.length, length, what);
        }
        offset += length;
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** Passes over {@code length} bytes that have to be there. */
    void skip(long length, String what) throws IOException {
        // InputStream.skip may jump past the end of a file without telling, so the bytes are read.
        byte[] scratch = new byte[(int) Math.min(length, SKIP_CHUNK)];
        long left = length;
        while (left > 0) {
            int count = in.readNBytes(scratch, 0, (int) Math.min(left, scratch.length));
            if (count == 0) {
                throw truncated(length - left, length, what, offset - (length - left));
            }
            left -= count;
            offset += count;
        }
    }

    /** A complaint about the bytes at {@code at}. */
    CaptureFormatException bad(long at, String problem, String expected) {
        return new CaptureFormatException(file, at, problem, expected);
    }

    private CaptureFormatException truncated(long present, long length, String what) {
        return truncated(present, length, what, offset);
    }

    private CaptureFormatException truncated(long present, long length, String what, long start) {
        return bad(
                start + present,
                "the file ends after " + present + " bytes of the " + what,
                length + " bytes (the file is truncated)");
    }
}
