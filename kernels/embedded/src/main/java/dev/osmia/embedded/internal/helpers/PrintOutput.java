package dev.osmia.embedded.internal.helpers;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** Prints a format whose arguments lie in a buffer ({@code bstr_printf}): to a target of limited size, counting all of it. */
final class PrintOutput {
    /** Makes the numbers that {@code %p} prints differ from one JVM to the next. */
    private static final long SECRET = ThreadLocalRandom.current().nextLong();
    /** Pointers from here on are negated error numbers ({@code MAX_ERRNO}), which are no secret. */
    private static final long FIRST_ERROR = -4095;
    private static final int POINTER_DIGITS = 16;

    private final MemorySegment target;
    private long length;
    private MemorySegment format = MemorySegment.NULL;
    private long at;
    private ByteBuffer arguments = ByteBuffer.allocate(0);

    PrintOutput(MemorySegment target) {
        this.target = target;
    }

    /** Prints, ends the text with zero where there is room, and returns the length without it. */
    long print(MemorySegment text, ByteBuffer prepared) {
        format = text;
        arguments = prepared;
        for (at = 0; at < format.byteSize();) {
            byte character = next();
            if (character != '%') {
                put(character);
            } else if (peek() == '%') {
                at++;
                put((byte) '%');
            } else {
                convert(readWidth());
            }
        }
        if (target.byteSize() > 0) {
            target.set(JAVA_BYTE, Math.min(length, target.byteSize() - 1), (byte) 0);
        }
        return length;
    }

    private byte peek() {
        return at < format.byteSize() ? format.get(JAVA_BYTE, at) : 0;
    }

    private byte next() {
        return format.get(JAVA_BYTE, at++);
    }

    private PrintField readWidth() {
        PrintField field = PrintField.NONE;
        for (PrintField more = field.with(peek()); more != null; more = field.with(peek())) {
            field = more;
            at++;
        }
        if (!PrintChars.isDigit(peek())) {
            return field;
        }
        long width = 0;
        while (PrintChars.isDigit(peek())) {
            width = Math.min(width * 10 + next() - '0', Integer.MAX_VALUE);
        }
        return field.wide((int) width);
    }

    private void convert(PrintField field) {
        byte conversion = next();
        boolean isLong = conversion == 'l';
        while (conversion == 'l') {
            conversion = next();
        }
        switch (conversion) {
            case 'c' -> put(field.pad(new byte[]{arguments.get()}));
            case 's' -> put(field.pad(text()));
            case 'p' -> pointer(field);
            default -> put(field.number(number(isLong, conversion), conversion));
        }
    }

    private long number(boolean isLong, byte conversion) {
        if (isLong) {
            return longNumber();
        }
        arguments.position(PrintArguments.aligned(arguments.position(), Integer.BYTES));
        int value = arguments.getInt();
        return conversion == 'd' || conversion == 'i' ? value : Integer.toUnsignedLong(value);
    }

    private long longNumber() {
        arguments.position(PrintArguments.aligned(arguments.position(), Integer.BYTES));
        return arguments.getLong();
    }

    private byte[] text() {
        int start = arguments.position();
        while (arguments.get() != 0) {
            // to the end of the text
        }
        byte[] text = new byte[arguments.position() - 1 - start];
        arguments.get(start, text);
        return text;
    }

    /** All letters and digits behind a pointer's conversion are taken for part of it. */
    private void pointer(PrintField field) {
        byte kind = peek();
        switch (kind) {
            case 's', 'S' -> put(field.pad(symbol(longNumber())));
            case 'x' -> put(field.atLeast(POINTER_DIGITS).number(longNumber(), (byte) 'x'));
            case 'K' -> put(field.atLeast(POINTER_DIGITS).number(hidden(longNumber()), (byte) 'x'));
            default -> {
                if (!PrintChars.isAlphanumeric(kind)) {
                    put(field.atLeast(POINTER_DIGITS).number(hidden(longNumber()), (byte) 'x'));
                } else if (length < target.byteSize()) {
                    put(text());
                }
            }
        }
        while (PrintChars.isAlphanumeric(peek())) {
            at++;
        }
    }

    /** What Linux prints for an address that no symbol covers. */
    private static byte[] symbol(long address) {
        return ("0x" + Long.toHexString(address)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** 32 bits that stand for an address and do not tell it ({@code ptr_to_hashval}). */
    private static long hidden(long address) {
        if (address == 0 || address >= FIRST_ERROR && address < 0) {
            return address;
        }
        long mixed = (address ^ SECRET) * 0x9e37_79b9_7f4a_7c15L;
        return (mixed ^ Long.rotateLeft(mixed, 29) ^ SECRET >>> 7) >>> 32;
    }

    private void put(byte character) {
        if (length < target.byteSize()) {
            target.set(JAVA_BYTE, length, character);
        }
        length++;
    }

    private void put(byte[] text) {
        for (byte character : text) {
            put(character);
        }
    }

    private void put(PrintField.Padded padded) {
        pad((byte) ' ', padded.before());
        put(padded.sign());
        pad((byte) '0', padded.zeros());
        put(padded.text());
        pad((byte) ' ', padded.after());
    }

    private void pad(byte character, int count) {
        if (length < target.byteSize()) {
            target.asSlice(length, Math.min(count, target.byteSize() - length)).fill(character);
        }
        length += count;
    }
}
