package dev.osmia.embedded.internal.engine;

/** Division as RFC 9669, section 4.1 defines it: by zero gives 0, modulo zero gives the dividend, overflow wraps. */
public final class Arithmetic {
    private Arithmetic() {
    }

    public static long divide(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    public static long divideSigned(long a, long b) {
        return b == 0 ? 0 : a / b;
    }

    public static long modulo(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    public static long moduloSigned(long a, long b) {
        return b == 0 ? a : a % b;
    }

    public static int divide(int a, int b) {
        return b == 0 ? 0 : Integer.divideUnsigned(a, b);
    }

    public static int divideSigned(int a, int b) {
        return b == 0 ? 0 : a / b;
    }

    public static int modulo(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }

    public static int moduloSigned(int a, int b) {
        return b == 0 ? a : a % b;
    }
}
