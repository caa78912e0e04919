package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Run;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;

/** Reads from any address, if what lies there is alive and the program's to read. */
final class LiveMemory {
    /** Texts are looked up in pieces of so many bytes, and byte by byte only where a piece is not all alive. */
    private static final int PIECE = 64;

    private LiveMemory() {
    }

    /** The bytes at an address, or null if not all of them may be read. */
    static byte @Nullable [] read(Run run, long address, int size) {
        return run.mayRead(address, size) ? run.box().get(address, size) : null;
    }

    /**
     * The text at an address with the zero that ends it, of at most {@code limit} bytes, at least one, the last of which
     * is then zero ({@code strncpy_from_kernel_nofault}); null if a byte before its end may not be read.
     */
    static byte @Nullable [] readText(Run run, long address, int limit) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(PIECE);
        int readable = 0;
        for (int length = 0; length < limit - 1; length++) {
            if (length == readable) {
                readable += readable(run, address + length);
                if (length == readable) {
                    return null;
                }
            }
            byte next = run.box().getByte(address + length);
            text.write(next);
            if (next == 0) {
                return text.toByteArray();
            }
        }
        if (readable < limit && !run.mayRead(address + limit - 1, 1)) {
            return null;
        }
        text.write(0);
        return text.toByteArray();
    }

    private static int readable(Run run, long address) {
        if (run.mayRead(address, PIECE)) {
            return PIECE;
        }
        return run.mayRead(address, 1) ? 1 : 0;
    }
}
