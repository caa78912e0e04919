package dev.osmia.kernel;

/**
 * What a test run is given. The arrays are not copied.
 *
 * @param data the packet, empty for program types without one
 * @param context the context as user space writes it, empty for the kernel's default
 * @param repeat how often to run, at least 1; every run but the last may see what the earlier ones did to the packet
 * @param flags {@code BPF_F_TEST_*}
 * @param cpu the CPU to run on where {@code BPF_F_TEST_RUN_ON_CPU} is set
 */
public record TestInput(byte[] data, byte[] context, int repeat, int flags, int cpu) {

    private static final byte[] NOTHING = {};

    /** A packet, run once. */
    public static TestInput packet(byte[] data) {
        return new TestInput(data, NOTHING, 1, 0, 0);
    }

    /** A context without a packet, run once. */
    public static TestInput context(byte[] context) {
        return new TestInput(NOTHING, context, 1, 0, 0);
    }

    /** The same with another context. */
    public TestInput withContext(byte[] context) {
        return new TestInput(data, context, repeat, flags, cpu);
    }

    /** The same, run more often. */
    public TestInput withRepeat(int repeat) {
        return new TestInput(data, context, repeat, flags, cpu);
    }
}
