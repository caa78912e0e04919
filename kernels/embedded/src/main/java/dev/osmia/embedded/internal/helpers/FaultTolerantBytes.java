package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.Box;

/** Bytes at an address that may lead anywhere ({@code __get_kernel_nofault}). */
final class FaultTolerantBytes {
    /** What is looked up at once, so that long texts cost few look-ups. */
    private static final int BLOCK = 64;
    /** As much from address 0 on belongs to nobody, so that null pointers lead nowhere. */
    private static final int NULL_PAGE = 4096;

    private final Run run;
    private final long start;
    /** Offsets before this one can be read; they are read in order. */
    private long known;

    FaultTolerantBytes(Run run, long start) {
        this.run = run;
        this.start = start;
    }

    /** Whether the address can be one of the kernel's at all ({@code copy_from_kernel_nofault_allowed}). */
    boolean isKernel() {
        return isKernel(run.box(), start);
    }

    /** Whether an address can be one of the kernel's at all. */
    static boolean isKernel(Box box, long address) {
        return box.claims(address) && box.normal(address) - box.base() >= NULL_PAGE;
    }

    /** The byte at an offset, as an unsigned number; -1 if it cannot be read. */
    int at(long offset) {
        if (offset >= known) {
            if (run.mayRead(start + offset, BLOCK)) {
                known = offset + BLOCK;
            } else if (run.mayRead(start + offset, 1)) {
                known = offset + 1;
            } else {
                return -1;
            }
        }
        return run.box().getByte(start + offset) & 0xff;
    }

    /**
     * Bytes of the text that starts here, without the zero that ends it: {@code most} if there is none before
     * ({@code strncpy_from_kernel_nofault}); -1 if a byte before its end cannot be read, or if there is no zero and the byte
     * behind cannot be.
     */
    int textLength(int most) {
        for (int length = 0; length < most; length++) {
            int next = at(length);
            if (next <= 0) {
                return next == 0 ? length : -1;
            }
        }
        return at(most) < 0 ? -1 : most;
    }
}
