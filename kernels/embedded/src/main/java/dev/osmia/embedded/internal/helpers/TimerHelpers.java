package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.maps.MapValues;
import dev.osmia.embedded.internal.maps.SpecialField;
import dev.osmia.embedded.internal.timers.Clock;
import dev.osmia.embedded.internal.timers.Timer;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/** Timers in map values ({@code bpf_timer_init} and the others in Linux's {@code kernel/bpf/helpers.c}). */
final class TimerHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.TIMER_INIT, TimerHelpers::init,
                Helper.TIMER_SET_CALLBACK, (run, field, callback, _, _, _) -> {
                    Timer timer = at(run, field);
                    return timer == null ? Errno.EINVAL.result() : timer.setCallback(run.execution(), callback);
                },
                Helper.TIMER_START, (run, field, nanos, flags, _, _) -> {
                    if ((flags & ~Timer.START_FLAGS) != 0) {
                        return Errno.EINVAL.result();
                    }
                    Timer timer = at(run, field);
                    return timer == null ? Errno.EINVAL.result() : timer.start(run.cpu(), nanos, (int) flags);
                },
                Helper.TIMER_CANCEL, (run, field, _, _, _, _) -> {
                    Timer timer = at(run, field);
                    return timer == null ? Errno.EINVAL.result() : timer.cancel();
                });
    }

    private static @Nullable Timer at(Run run, long field) {
        return run.machine().timers().at(run.box().normal(field));
    }

    private static long init(Run run, long field, long map, long flags, long unused4, long unused5) {
        Optional<Clock> clock = Clock.withId(flags);
        if (clock.isEmpty()) {
            return Errno.EINVAL.result();
        }
        EmbeddedMap owner = run.machine().maps().at(map);
        long address = run.box().normal(field);
        if (!(run.machine().regions().at(address) instanceof MapValues values) || values.map() != owner
                || !values.isField(SpecialField.TIMER, address)) {
            throw new Fault("0x" + Long.toHexString(field) + " is no timer in a value of " + owner);
        }
        Timer timer = new Timer(run.machine(), owner, values.value(address), clock.get());
        if (!run.machine().timers().add(address, timer)) {
            return Errno.EBUSY.result();
        }
        // The map may be closed at the same time: who comes second sees what the other has done.
        if (owner.isClosed()) {
            run.machine().timers().drop(address);
            return Errno.EPERM.result();
        }
        return 0;
    }
}
