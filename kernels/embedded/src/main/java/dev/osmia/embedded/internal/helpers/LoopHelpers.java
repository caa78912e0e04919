package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.util.Map;

/** Loops that call a function of the program back. */
final class LoopHelpers implements HelperFamily {
    /** {@code BPF_MAX_LOOPS}. */
    static final long MAX_LOOPS = 8 * 1024 * 1024;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(Helper.LOOP, LoopHelpers::loop);
    }

    /** {@code bpf_loop}: the callback ends the loop by returning 1. The result is how often it was called. */
    private static long loop(Run run, long count, long callback, long context, long flags, long unused) {
        if (flags != 0) {
            return -Errno.EINVAL.code();
        }
        long loops = count & 0xffff_ffffL;
        if (loops > MAX_LOOPS) {
            return -Errno.E2BIG.code();
        }
        for (long index = 0; index < loops; index++) {
            if (run.callBack(callback, index, context, 0, 0) != 0) {
                return index + 1;
            }
        }
        return loops;
    }
}
