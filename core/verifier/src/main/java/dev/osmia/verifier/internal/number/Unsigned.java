package dev.osmia.verifier.internal.number;

/** Comparisons of numbers without a sign. */
final class Unsigned {
    private Unsigned() {
    }

    static long min(long a, long b) {
        return less(a, b) ? a : b;
    }

    static long max(long a, long b) {
        return less(a, b) ? b : a;
    }

    static int min(int a, int b) {
        return less(a, b) ? a : b;
    }

    static int max(int a, int b) {
        return less(a, b) ? b : a;
    }

    static boolean less(long a, long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    static boolean less(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0;
    }
}
