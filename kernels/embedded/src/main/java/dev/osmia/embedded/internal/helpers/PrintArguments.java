package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Run;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * The arguments of a format in the order in which printing reads them: numbers aligned to four bytes, texts copied with
 * the zero that ends them ({@code bpf_bprintf_prepare}). What pointers point at is copied here, so that printing follows
 * none.
 */
final class PrintArguments {
    /** {@code MAX_BPRINTF_BIN_ARGS}. */
    private static final int SIZE = 512;
    private static final int IPV4_SIZE = 4;
    private static final int IPV6_SIZE = 16;

    private final Run run;
    private final MemorySegment format;
    private final long[] values;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    private long at;
    private int taken;

    PrintArguments(Run run, MemorySegment format, long[] values) {
        this.run = run;
        this.format = format;
        this.values = values;
    }

    /** The buffer, to be read from its start. */
    ByteBuffer rewound() {
        return buffer.rewind();
    }

    /** Checks the format and fills the buffer. The result is 0 or a negated error number. */
    long prepare() {
        for (; at < format.byteSize(); at++) {
            if (!PrintChars.isText(next(0))) {
                return Errno.EINVAL.result();
            }
            long refusal = next(0) == '%' ? conversion() : 0;
            if (refusal != 0) {
                return refusal;
            }
        }
        return 0;
    }

    /** Takes the argument of the conversion that starts here, and stops at the conversion's last character. */
    private long conversion() {
        at++;
        if (next(0) == '%') {
            return 0;
        }
        if (taken >= values.length) {
            return Errno.EINVAL.result();
        }
        skipWidth();
        long refusal = take();
        taken++;
        return refusal;
    }

    private byte next(int distance) {
        return at + distance < format.byteSize() ? format.get(JAVA_BYTE, at + distance) : 0;
    }

    private void skipWidth() {
        while (next(0) == '0' || next(0) == '+' || next(0) == '-' || next(0) == ' ') {
            at++;
        }
        if (next(0) != '0') {
            while (PrintChars.isDigit(next(0))) {
                at++;
            }
        }
    }

    private long take() {
        return switch (next(0)) {
            case 'p' -> takePointer();
            case 's' -> takeText();
            case 'c' -> putByte((byte) values[taken]);
            default -> takeNumber();
        };
    }

    private long takeNumber() {
        int size = Integer.BYTES;
        for (int longs = 0; longs < 2 && next(0) == 'l'; longs++) {
            size = Long.BYTES;
            at++;
        }
        return switch (next(0)) {
            case 'i', 'd', 'u', 'x', 'X' -> putNumber(size);
            default -> Errno.EINVAL.result();
        };
    }

    private long takePointer() {
        byte kind = next(1);
        if (PrintChars.endsConversion(kind)) {
            return putNumber(Long.BYTES);
        }
        if ((kind == 'k' || kind == 'u') && next(2) == 's') {
            at += 2;
            return takeText();
        }
        return switch (kind) {
            case 'K', 'x', 's', 'S' -> {
                at++;
                yield putNumber(Long.BYTES);
            }
            case 'B' -> {
                at++;
                yield putText("0x" + Long.toHexString(values[taken]));
            }
            case 'i', 'I' -> takeAddress(kind == 'i');
            default -> Errno.EINVAL.result();
        };
    }

    private long takeAddress(boolean plain) {
        byte version = next(2);
        if (version != '4' && version != '6') {
            return Errno.EINVAL.result();
        }
        at += 2;
        int size = version == '4' ? IPV4_SIZE : IPV6_SIZE;
        if (buffer.remaining() < size) {
            return Errno.ENOSPC.result();
        }
        byte[] address = run.mayRead(values[taken], size) ? run.box().get(values[taken], size) : new byte[size];
        return putText(version == '4' ? PrintChars.ipv4(address, plain) : PrintChars.ipv6(address, plain));
    }

    /** A text that cannot be read is as good as empty. */
    private long takeText() {
        if (!PrintChars.endsConversion(next(1))) {
            return Errno.EINVAL.result();
        }
        if (!buffer.hasRemaining()) {
            return Errno.ENOSPC.result();
        }
        int length = new FaultTolerantBytes(run, values[taken]).textLength(buffer.remaining() - 1);
        if (length > 0) {
            buffer.put(run.box().get(values[taken], length));
        }
        buffer.put((byte) 0);
        return 0;
    }

    private long putText(String text) {
        byte[] bytes = (text + '\0').getBytes(StandardCharsets.ISO_8859_1);
        if (buffer.remaining() < bytes.length) {
            return Errno.ENOSPC.result();
        }
        buffer.put(bytes);
        return 0;
    }

    private long putByte(byte value) {
        if (!buffer.hasRemaining()) {
            return Errno.ENOSPC.result();
        }
        buffer.put(value);
        return 0;
    }

    private long putNumber(int size) {
        buffer.position(aligned(buffer.position(), Integer.BYTES));
        if (buffer.remaining() < size) {
            return Errno.ENOSPC.result();
        }
        if (size == Long.BYTES) {
            buffer.putLong(values[taken]);
        } else {
            buffer.putInt((int) values[taken]);
        }
        return 0;
    }

    static int aligned(int position, int size) {
        return (position + size - 1) & -size;
    }
}
