package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;

/** {@code struct bpf_spin_lock} in a map value: 4 aligned bytes, 1 while somebody holds it. */
public final class SpinLock {
    private SpinLock() {
    }

    /** Waits until the lock is free and takes it. */
    public static void acquire(Box box, long address) {
        while (!Box.ATOMIC_INT.compareAndSet(box.memory(), address & Box.MASK & -4, 0, 1)) {
            Thread.onSpinWait();
        }
    }

    /** Frees the lock. */
    public static void release(Box box, long address) {
        Box.ATOMIC_INT.setRelease(box.memory(), address & Box.MASK & -4, 0);
    }
}
