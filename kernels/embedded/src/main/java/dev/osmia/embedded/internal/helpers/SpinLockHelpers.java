package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;

import java.util.Map;

/** Spin locks in map values. A run holds one at a time. */
final class SpinLockHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.SPIN_LOCK, (run, lock, _, _, _, _) -> {
                    run.lock(lock);
                    return 0;
                },
                Helper.SPIN_UNLOCK, (run, lock, _, _, _, _) -> {
                    run.unlock(lock);
                    return 0;
                });
    }
}
