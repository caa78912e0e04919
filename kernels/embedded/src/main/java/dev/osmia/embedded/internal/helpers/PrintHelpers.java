package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

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
                (run, format, size, a, b, c) -> trace(run, run.box().get(format, (int) size), new long[]{a, b, c}),
                Helper.TRACE_VPRINTK, PrintHelpers::traceAll,
                Helper.SNPRINTF, PrintHelpers::print);
    }

    private static long traceAll(Run run, long format, long size, long values, long bytes, long unused) {
        if (!areValues(values, bytes)) {
            return Errno.EINVAL.result();
        }
        return trace(run, run.box().get(format, (int) size), values(run, values, bytes));
    }

    /** What Linux's readers see is a line for each message, so the line break that many formats end in is left out. */
    private static long trace(Run run, byte[] format, long[] values) {
        byte[] line = new byte[LINE];
        long length = PrintFormat.print(run, format, values, line);
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
        byte[] text = LiveMemory.readText(run, format, Integer.MAX_VALUE);
        if (text == null) {
            return Errno.EINVAL.result();
        }
        byte[] printed = new byte[(int) size];
        long length = PrintFormat.print(run, text, values(run, values, bytes), printed);
        if (length < 0) {
            return length;
        }
        run.box().put(target, printed, 0, (int) Math.min(length + 1, size));
        return length + 1;
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
