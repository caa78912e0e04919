package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.Box;

import java.util.Map;

/**
 * Reads of any address: where a program may not read, {@code -EFAULT} and zeros. There is one memory here and no user space
 * apart from it, so that the helpers for the kernel's memory and those for a user's do the same.
 */
final class ProbeHelpers implements HelperFamily {

    /** Where the upper half of 48-bit addresses starts. */
    private static final long FIRST_KERNEL_ADDRESS = 0xffff_8000_0000_0000L;
    private static final long NULL_PAGE = 4096;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.PROBE_READ, ProbeHelpers::read,
                Helper.PROBE_READ_KERNEL, kernelOnly(ProbeHelpers::read),
                Helper.PROBE_READ_USER, ProbeHelpers::read,
                Helper.COPY_FROM_USER, ProbeHelpers::read,
                Helper.PROBE_READ_STR, ProbeHelpers::readText,
                Helper.PROBE_READ_KERNEL_STR, ProbeHelpers::readKernelText,
                Helper.PROBE_READ_USER_STR, ProbeHelpers::readText);
    }

    /** Refuses at once what cannot be the kernel's ({@code copy_from_kernel_nofault_allowed}). */
    private static HelperFunction kernelOnly(HelperFunction read) {
        return (run, target, size, source, a4, a5) -> {
            if (isOfKernel(run.box(), source)) {
                return read.call(run, target, size, source, a4, a5);
            }
            run.box().fill(target, size & 0xffff_ffffL, (byte) 0);
            return Errno.ERANGE.result();
        };
    }

    /** Whether an address is of the box but not next to null, or of the half of all addresses that is Linux's own. */
    private static boolean isOfKernel(Box box, long address) {
        boolean isNull = address >= 0 && address < NULL_PAGE;
        return address >= FIRST_KERNEL_ADDRESS && address < 0 || box.claims(address) && !isNull;
    }

    private static long read(Run run, long target, long size, long source, long unused4, long unused5) {
        int length = (int) size;
        if (length <= 0) {
            return 0;
        }
        if (!run.mayRead(source, length)) {
            return unreadable(run, target, length);
        }
        run.box().copy(source, target, length);
        return 0;
    }

    /** The result is the length of what was copied, with the zero that ends it. */
    private static long readText(Run run, long target, long size, long source, long unused4, long unused5) {
        int length = (int) size;
        if (length <= 0) {
            return 0;
        }
        int end = new FaultTolerantBytes(run, source).textLength(length - 1);
        if (end < 0) {
            return unreadable(run, target, length);
        }
        run.box().copy(source, target, end);
        run.box().putByte(target + end, (byte) 0);
        return end + 1L;
    }

    private static long readKernelText(Run run, long target, long size, long source, long unused4, long unused5) {
        return (int) size <= 0 ? 0 : kernelOnly(ProbeHelpers::readText).call(run, target, size, source, 0, 0);
    }

    private static long unreadable(Run run, long target, int size) {
        run.box().fill(target, size, (byte) 0);
        return Errno.EFAULT.result();
    }
}
