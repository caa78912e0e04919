package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;

import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * A number at the start of a text, as {@code bpf_strtol} and {@code bpf_strtoul} read it ({@code __bpf_strtoull} in Linux's
 * {@code kernel/bpf/helpers.c}): blanks, a minus, digits of the base.
 *
 * @param consumed bytes that the number takes with what stands before it, or a negated error number
 * @param negative whether there is a minus
 * @param magnitude the number without it, unsigned
 */
record NumberText(long consumed, boolean negative, long magnitude) {
    /** {@code BPF_STRTOX_BASE_MASK}. */
    private static final long BASE_MASK = 0x1f;
    /** So much of a text is looked at behind blanks and minus. */
    private static final int MOST_DIGITS = 63;

    static NumberText parse(MemorySegment memory, long flags) {
        int base = (int) (flags & BASE_MASK);
        boolean isBase = base == 0 || base == 8 || base == 10 || base == 16;
        if (memory.byteSize() == 0 || !isBase || flags != base) {
            return refused(Errno.EINVAL);
        }
        long before = 0;
        while (before < memory.byteSize() && PrintChars.isSpace(memory.get(JAVA_BYTE, before))) {
            before++;
        }
        boolean negative = before < memory.byteSize() && memory.get(JAVA_BYTE, before) == '-';
        if (negative) {
            before++;
        }
        long length = Math.min(memory.byteSize() - before, MOST_DIGITS);
        return digits(memory.asSlice(before, length).toArray(JAVA_BYTE), base, before, negative);
    }

    private static NumberText digits(byte[] text, int wanted, long before, boolean negative) {
        int at = 0;
        boolean isHex = digit(text, at) == 0 && at + 1 < text.length && (text[at + 1] | 0x20) == 'x';
        int base = wanted;
        if (base == 0) {
            base = digit(text, at) != 0 ? 10 : isHex && digit(text, at + 2) < 16 ? 16 : 8;
        }
        if (base == 16 && isHex) {
            at += 2;
        }
        int first = at;
        long value = 0;
        boolean overflows = false;
        for (int digit = digit(text, at); digit < base; digit = digit(text, at)) {
            overflows |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
            value = value * base + digit;
            at++;
        }
        if (overflows) {
            return refused(Errno.ERANGE);
        }
        return at == first ? refused(Errno.EINVAL) : new NumberText(before + at, negative, value);
    }

    /** The value of a digit of any base; too much for all of them if there is none. */
    private static int digit(byte[] text, int at) {
        int value = at < text.length ? Character.digit(text[at] & 0x7f, 16) : -1;
        return value < 0 || text[at] < 0 ? Integer.MAX_VALUE : value;
    }

    private static NumberText refused(Errno errno) {
        return new NumberText(errno.result(), false, 0);
    }
}
