package dev.osmia.verifier.internal.number;

/** Numbers as Linux's verifier log writes them: small ones in decimal, others in hexadecimal ({@code kernel/bpf/log.c}). */
public final class LogNumber {
    private LogNumber() {
    }

    /** In decimal if it fits in 16 bits without a sign. */
    public static String unsigned(long number) {
        return isSmallUnsigned(number) ? Long.toString(number) : hex(number);
    }

    /** In decimal if it fits in 16 bits with a sign. */
    public static String signed(long number) {
        return number == (short) number ? Long.toString(number) : hex(number);
    }

    /** {@code %#llx} as the kernel formats it, which puts {@code 0x} before 0 as well. */
    public static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static boolean isSmallUnsigned(long number) {
        return number >>> 16 == 0;
    }
}
