package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text for people: to the kernel's trace, or into the program's memory. */
final class PrintHelpers implements HelperFamily {
    /** {@code MAX_BPRINTF_BUF}: what a traced line has room for, with the zero behind it. */
    private static final int LINE = 1024;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.TRACE_PRINTK,
                (run, format, size, a, b, c) -> trace(run, run.box().slice(format, size), new long[]{a, b, c}),
                Helper.TRACE_VPRINTK, PrintHelpers::traceAll,
                Helper.SNPRINTF, PrintHelpers::print);
    }

    private static long traceAll(Run run, long format, long size, long values, long bytes, long unused) {
        if (!areValues(values, bytes)) {
            return Errno.EINVAL.result();
        }
        return trace(run, run.box().slice(format, size), values(run, values, bytes));
    }

    /** What Linux's readers see is a line for each message, so the line break that many formats end in is left out. */
    private static long trace(Run run, MemorySegment format, long[] values) {
        byte[] line = new byte[LINE];
        long length = PrintFormat.print(run, format, values, MemorySegment.ofArray(line));
        if (length >= 0) {
            int end = 0;
            while (line[end] != 0) {
                end++;
            }
            int shown = end > 0 && line[end - 1] == '\n' ? end - 1 : end;
            run.machine().trace().accept(new String(line, 0, shown, StandardCharsets.UTF_8));
        }
        return length;
    }

    private static long print(Run run, long target, long size, long format, long values, long bytes) {
        if (!areValues(values, bytes)) {
            return Errno.EINVAL.result();
        }
        int end = new FaultTolerantBytes(run, format).textLength(Integer.MAX_VALUE - 1);
        if (end < 0) {
            return Errno.EINVAL.result();
        }
        long length = PrintFormat.print(run, run.box().slice(format, end + 1L), values(run, values, bytes),
                run.box().slice(target, size));
        return length < 0 ? length : length + 1;
    }

    private static boolean areValues(long values, long bytes) {
        return bytes % Long.BYTES == 0 && bytes <= PrintFormat.MAX_ARGUMENTS * Long.BYTES
                && (bytes == 0 || values != 0);
    }

    private static long[] values(Run run, long values, long bytes) {
        long[] all = new long[(int) bytes / Long.BYTES];
        for (int index = 0; index < all.length; index++) {
            all[index] = run.box().getLong(values + (long) index * Long.BYTES);
        }
        return all;
    }
}
