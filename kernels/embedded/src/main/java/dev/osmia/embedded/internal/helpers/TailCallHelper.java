package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.maps.ProgramArrayMap;

import java.util.Map;

/** {@code bpf_tail_call}. */
final class TailCallHelper implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(Helper.TAIL_CALL, TailCallHelper::tailCall);
    }

    /** Comes back only if there is no program at the index, which has 32 bits, or there were too many calls before. */
    private static long tailCall(Run run, long context, long map, long index, long unused4, long unused5) {
        if (!(run.machine().maps().at(map) instanceof ProgramArrayMap programs)) {
            throw new Fault("a tail call goes through a program array, not through " + run.machine().maps().at(map));
        }
        LoadedProgram next = programs.programAt(index & 0xffff_ffffL);
        return next != null && run.tailCall(next) ? 0 : Errno.ENOENT.result();
    }
}
