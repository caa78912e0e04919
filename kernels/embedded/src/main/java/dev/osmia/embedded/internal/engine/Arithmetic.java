package dev.osmia.embedded.internal.engine;

/** Division as RFC 9669, section 4.1 defines it: by zero gives 0, modulo zero gives the dividend, overflow wraps. */
final class Arithmetic {
    private Arithmetic() {
    }

    static long divide(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    static long divideSigned(long a, long b) {
        return b == 0 ? 0 : a / b;
    }

    static long modulo(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    static long moduloSigned(long a, long b) {
        return b == 0 ? a : a % b;
    }

    static int divide(int a, int b) {
        return b == 0 ? 0 : Integer.divideUnsigned(a, b);
    }

    static int divideSigned(int a, int b) {
        return b == 0 ? 0 : a / b;
    }

    static int modulo(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }

    static int moduloSigned(int a, int b) {
        return b == 0 ? a : a % b;
    }
}
