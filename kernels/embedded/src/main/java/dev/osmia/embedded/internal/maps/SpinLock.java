package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.memory.Box;

/** {@code struct bpf_spin_lock} in a map value: 4 aligned bytes, 1 while somebody holds it. */
public final class SpinLock {
    private static final long PATIENCE = 10_000_000_000L;

    private SpinLock() {
    }

    /**
     * Waits until the lock is free and takes it.
     *
     * @throws Fault if nobody frees it for ten seconds: no program that the verifier accepts holds it so long
     */
    public static void acquire(Box box, long address) {
        long deadline = 0;
        while (!Box.ATOMIC_INT.compareAndSet(box.memory(), address & Box.MASK & -4, 0, 1)) {
            Thread.onSpinWait();
            if (deadline == 0) {
                deadline = System.nanoTime() + PATIENCE;
            } else if (System.nanoTime() - deadline > 0) {
                throw new Fault("the spin lock at 0x" + Long.toHexString(address) + " is never freed");
            }
        }
    }

    /** Frees the lock. */
    public static void release(Box box, long address) {
        Box.ATOMIC_INT.setRelease(box.memory(), address & Box.MASK & -4, 0);
    }
}
