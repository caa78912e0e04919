package dev.osmia.embedded;

import dev.osmia.embedded.internal.engine.Run;

import java.nio.charset.StandardCharsets;

/** A program's call of a {@link HostFunction}: its arguments, and the memory that they point at. Valid during the call. */
public final class HostCall {
    private final Run run;
    private final long[] arguments;

    HostCall(Run run, long... arguments) {
        this.run = run;
        this.arguments = arguments;
    }

    /**
     * An argument.
     *
     * @param number 1 to 5
     */
    public long argument(int number) {
        return arguments[number - 1];
    }

    /**
     * Reads memory of the program's. Whatever the address is, nothing outside of the kernel's memory is read; that it is
     * the program's to read is certain only if the hook declares the argument as memory.
     */
    public byte[] read(long address, int size) {
        return run.box().get(address, size);
    }

    /** Reads a text that ends in zero, of at most {@code limit} bytes. */
    public String readString(long address, int limit) {
        int length = 0;
        while (length < limit && run.box().getByte(address + length) != 0) {
            length++;
        }
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    /** Writes memory of the program's, under the conditions of {@link #read}. */
    public void write(long address, byte[] bytes) {
        run.box().put(address, bytes);
    }
}
