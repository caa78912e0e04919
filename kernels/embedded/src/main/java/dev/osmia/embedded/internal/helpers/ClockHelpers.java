package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.timers.Clock;

import java.util.Map;

/** What time it is. */
final class ClockHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.KTIME_GET_NS, (_, _, _, _, _, _) -> Clock.MONOTONIC.nanos(),
                Helper.KTIME_GET_BOOT_NS, (_, _, _, _, _, _) -> Clock.BOOT.nanos(),
                Helper.KTIME_GET_TAI_NS, (_, _, _, _, _, _) -> Clock.REAL.nanos(),
                Helper.KTIME_GET_COARSE_NS, (_, _, _, _, _, _) -> Clock.coarse(),
                Helper.JIFFIES64, (_, _, _, _, _, _) -> Clock.jiffies());
    }
}
