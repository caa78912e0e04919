package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.util.Map;

/** Pointers that know their bounds, as far as kernel functions deal with them. */
final class DynptrKfuncs implements KfuncFamily {

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of(
                "bpf_dynptr_adjust", DynptrKfuncs::adjust,
                "bpf_dynptr_is_null", (run, dynptr, _, _, _, _) -> at(run, dynptr).isNull() ? 1 : 0,
                "bpf_dynptr_is_rdonly", (run, dynptr, _, _, _, _) -> isReadOnly(at(run, dynptr)) ? 1 : 0,
                "bpf_dynptr_size", (run, dynptr, _, _, _, _) -> size(at(run, dynptr)),
                "bpf_dynptr_clone", DynptrKfuncs::copyPointer,
                "bpf_dynptr_slice",
                (run, dynptr, offset, buffer, length, _) -> DynptrMemory.slice(run, at(run, dynptr), (int) offset,
                        buffer, (int) length),
                "bpf_dynptr_slice_rdwr",
                (run, dynptr, offset, buffer, length, _) -> DynptrMemory.writableSlice(run, at(run, dynptr),
                        (int) offset, buffer, (int) length),
                "bpf_dynptr_copy",
                (run, to, toOffset, from, fromOffset, length) -> DynptrTransfer.copy(run, at(run, to),
                        (int) toOffset, at(run, from), (int) fromOffset, (int) length),
                "bpf_dynptr_memset",
                (run, dynptr, offset, length, value, _) -> DynptrTransfer.fill(run, at(run, dynptr), (int) offset,
                        (int) length, (byte) value));
    }

    private static Dynptr at(Run run, long address) {
        return Dynptr.at(run.box(), address);
    }

    private static boolean isReadOnly(Dynptr dynptr) {
        return !dynptr.isNull() && dynptr.isReadOnly();
    }

    private static long size(Dynptr dynptr) {
        return dynptr.isNull() ? Errno.EINVAL.result() : dynptr.size();
    }

    private static long adjust(Run run, long dynptr, long start, long end, long unused4, long unused5) {
        Dynptr before = at(run, dynptr);
        int first = (int) start;
        int behind = (int) end;
        if (before.isNull() || Integer.compareUnsigned(first, behind) > 0) {
            return Errno.EINVAL.result();
        }
        if (Integer.compareUnsigned(behind, before.size()) > 0) {
            return Errno.ERANGE.result();
        }
        before.narrowed(first, behind).put(run.box(), dynptr);
        return 0;
    }

    private static long copyPointer(Run run, long dynptr, long target, long unused3, long unused4, long unused5) {
        Dynptr original = at(run, dynptr);
        (original.isNull() ? Dynptr.nowhere() : original).put(run.box(), target);
        return original.isNull() ? Errno.EINVAL.result() : 0;
    }
}
