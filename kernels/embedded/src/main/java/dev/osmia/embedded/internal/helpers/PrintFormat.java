package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Run;

import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * What programs print: {@code bpf_bprintf_prepare}, then {@code bstr_printf} (Linux 6.18, {@code kernel/bpf/helpers.c},
 * {@code lib/vsprintf.c}). As there, a format is checked and its arguments are put into a buffer first, and what is in that
 * buffer is printed then: the limits of the buffer, and what a format does that the two read differently, show in the result.
 *
 * <p>Text is bytes; a format ends in zero.
 */
public final class PrintFormat {
    /** {@code MAX_BPRINTF_VARARGS}. */
    public static final int MAX_ARGUMENTS = 12;

    private PrintFormat() {
    }

    /**
     * Prints.
     *
     * @param run whose memory pointers among the arguments are looked up in
     * @param format memory in which the format ends at its first zero
     * @param arguments what the format may take, one number each
     * @param target takes the text and a zero behind it, as much as it has room for; may be empty
     * @return the text's length without the zero, had there been room; or a negated error number
     */
    public static long print(Run run, MemorySegment format, long[] arguments, MemorySegment target) {
        long length = 0;
        while (length < format.byteSize() && format.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        if (length == format.byteSize()) {
            return Errno.EINVAL.result();
        }
        MemorySegment text = format.asSlice(0, length);
        PrintArguments prepared = new PrintArguments(run, text, arguments);
        long refusal = prepared.prepare();
        return refusal != 0 ? refusal : new PrintOutput(target).print(text, prepared.rewound());
    }
}
